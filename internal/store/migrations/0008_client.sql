-- Whoever asks for a client asks for those merged into it, too: few, and not to be looked for among all.
CREATE INDEX client_merged_idx ON client (merged_into) WHERE merged_into IS NOT NULL;
