-- Strips lie otherwise: their columns take as many bits a row as they need, each column of leads (0) has a strip of its
-- own, deals say when their lead first came, and which leads came when lies by month (4). The id of a strip of leads is
-- column * 2^52 + the first lead / 16,384; the others are as they were. The program makes them anew.
DELETE FROM strip;
