package say

// frenchPages are the pages of help.
func frenchPages() Catalogue {
	return Catalogue{
		`Add a rule: points for an activity of a kind, or for a condition on the lead. Points below 0
are taken. Every lead is scored at once. How conditions are written: leads help scoring`: `Ajouter une règle : des points pour une sorte d'activité, ou pour une condition sur le lead.
Des points inférieurs à 0 sont retirés. Tous les leads reçoivent aussitôt leur score.
Comment écrire les conditions : leads help scoring`,
		`Bring in leads, activities or deals from a file, or from a pipe. The header says what each
column is; --map says it where the header does not, and --dry-run shows what would happen.
On a terminal, columns that no field takes are asked about.
An import is one transaction: one bad row and nothing is imported, unless --skip-bad.
Running the same file twice adds nothing, and leads undo takes a whole import back.

Exports of HubSpot, Pipedrive, Salesforce, Zoho, LinkedIn, Upwork, Fiverr, Trello and others are
told by their header (--list-presets); --preset names one, and --preset spreadsheet goes by the
headers alone. A statement of Upwork or Fiverr is money: an earning closes the lead of its contract,
client or title as won, or adds to its deal, at the gross amount. Connects, subscriptions and fees
become costs of the source; service fees only while the source has no fee of its own (leads source
set Upwork --fee 10%), which every report takes off. What matches no lead is listed, not booked.

--as activities: columns lead (number or external id), date, kind, via, minutes, cost, note, stage
--as deals: columns lead, outcome (default won), closed_on, amount, currency, reason`: `Importer des leads, des activités ou des affaires depuis un fichier ou un tube. L'en-tête dit ce
qu'est chaque colonne ; --map le dit quand l'en-tête ne suffit pas, et --dry-run montre ce qui se
passerait. Sur un terminal, les colonnes qu'aucun champ ne prend font l'objet d'une question.
Un import est une seule transaction : une ligne en erreur et rien n'est importé, sauf
avec --skip-bad. Relancer le même fichier n'ajoute rien, et leads undo reprend tout un import.

Les exports de HubSpot, Pipedrive, Salesforce, Zoho, LinkedIn, Upwork, Fiverr, Trello et d'autres
sont reconnus à leur en-tête (--list-presets) ; --preset en nomme un, et --preset spreadsheet ne
suit que les en-têtes. Un relevé d'Upwork ou de Fiverr, c'est de l'argent : un gain clôture comme
gagné le lead de son contrat, client ou titre, ou s'ajoute à son affaire, au montant brut. Connects,
abonnements et frais deviennent des coûts de la source ; les frais de service seulement tant que la
source n'a pas sa propre commission (leads source set Upwork --fee 10%), que tout rapport déduit.
Ce qui ne correspond à aucun lead est listé, pas comptabilisé.

--as activities : colonnes lead (numéro ou identifiant externe), date, kind, via, minutes, cost,
                  note, stage
--as deals : colonnes lead, outcome (par défaut won), closed_on, amount, currency, reason`,
		`Change what is not locked. Source, channel, campaign and the day of the first touch are
locked for ever: log an activity --via another source instead.
--tag and --set add to what is there; --clear FIELD empties a field, --clear tag=WORD or
--clear set=KEY takes one away.`: `Modifier ce qui n'est pas verrouillé. La source, le canal, la campagne et le jour du premier
contact sont verrouillés pour toujours : enregistrez plutôt une activité --via une autre source.
--tag et --set ajoutent à ce qui existe ; --clear FIELD vide un champ, --clear tag=WORD ou
--clear set=KEY en retire un seul élément.`,
		`Check the whole file: is it sound, do all links hold, are the locks of the first touch in place
and as leads made them, do the kept sums agree with every row, is every amount exact, do the credits of
every model of attribution add up to the revenue of every month, to the cent, does anything lie in
the future, can others read it? --fix puts right what can be put right without losing
anything. Exit code 1 says that something was found.`: `Vérifier tout le fichier : est-il sain, tous les liens tiennent-ils, les verrous du premier contact
sont-ils en place et tels que leads les a créés, les sommes conservées concordent-elles avec chaque
ligne, chaque montant est-il exact, les crédits de chaque modèle d'attribution totalisent-ils le
chiffre d'affaires de chaque mois, au centime, y a-t-il des dates dans le futur, d'autres peuvent-ils
le lire ? --fix répare ce qui peut l'être sans rien perdre. Le code de sortie 1 signale que quelque
chose a été trouvé.`,
		`Close a lead as won. Without AMOUNT its value is taken; without either the amount stays
unknown. A foreign currency is converted at the rate of the closing day, frozen then.
On a terminal, what is left out is asked.`: `Clôturer un lead comme gagné. Sans AMOUNT, sa valeur est prise ; sans l'un ni l'autre, le montant
reste inconnu. Une devise étrangère est convertie au taux du jour de clôture, alors figé.
Sur un terminal, ce qui manque est demandé.`,
		`Copy the whole file, also while it is in use, and check the copy before it gets its name.
Without FILE the copy is dated and goes to $XDG_STATE_HOME/leads/backups. The path is printed.
A file that is already there is never overwritten.`: `Copier tout le fichier, même pendant qu'il sert, et vérifier la copie avant de lui donner son nom.
Sans FILE, la copie est datée et va dans $XDG_STATE_HOME/leads/backups. Le chemin est affiché.
Un fichier qui existe déjà n'est jamais écrasé.`,
		`Count one campaign under another. No lead is touched: the first points to the second,
and lists and reports follow. unmerge takes it apart again.`: `Compter une campagne sous une autre. Aucun lead n'est touché : la première renvoie à la seconde,
les listes et les rapports suivent. unmerge les sépare de nouveau.`,
		`Count one channel under another. No lead is touched: the first points to the second,
and lists and reports follow. unmerge takes it apart again.`: `Compter un canal sous un autre. Aucun lead n'est touché : le premier renvoie au second,
les listes et les rapports suivent. unmerge les sépare de nouveau.`,
		`Count one client under another. No lead is touched: the first points to the second,
and lists and reports follow. unmerge takes it apart again.`: `Compter un client sous un autre. Aucun lead n'est touché : le premier renvoie au second,
les listes et les rapports suivent. unmerge les sépare de nouveau.`,
		`Count one source under another. No lead is touched: the first points to the second,
and lists and reports follow. unmerge takes it apart again.`: `Compter une source sous une autre. Aucun lead n'est touché : la première renvoie à la seconde,
les listes et les rapports suivent. unmerge les sépare de nouveau.`,
		`Erase a client, or a person known as a contact or by an e-mail address: names, addresses, links,
notes, own fields and tags, what activities noted, every mention in other texts, the history, and the
automatic copies beside the file. Days, sources, stages, minutes and amounts stay, so that no report
changes. It cannot be undone, and nothing before it can be undone any more.
Copies that you made yourself (leads backup, leads export) are yours to delete.`: `Effacer un client, ou une personne connue comme contact ou par une adresse e-mail : noms, adresses,
liens, notes, champs propres et étiquettes, ce qu'ont noté les activités, toute mention dans d'autres
textes, l'historique et les copies automatiques à côté du fichier. Jours, sources, étapes, minutes et
montants restent, pour qu'aucun rapport ne change. Cela ne peut pas être annulé, et rien de ce qui
précède ne peut plus l'être.
Les copies que vous avez faites vous-même (leads backup, leads export) sont à supprimer par vous.`,
		`Find leads that may be the same opportunity: the whole file is compared with itself. On a
terminal they come in groups, elsewhere as pairs; each says which fields agree. Nothing is
changed, unless you --review them: merge, call them different, or leave them for later.
--not ID ID says that two leads are different, --repeat ID ID that the later one is a new order
of the same client; neither is shown again. leads undo takes it back. --repeat alone finds what
may be such orders: like an earlier one of the same client, more than four months later.`: `Trouver les leads qui sont peut-être la même opportunité : tout le fichier est comparé à lui-même.
Dans un terminal ils viennent par groupes, ailleurs par paires ; chacun dit quels champs concordent.
Rien n'est modifié, sauf si vous les passez en revue avec --review : fusionner, déclarer différents
ou laisser pour plus tard.
--not ID ID dit que deux leads sont différents, --repeat ID ID que le plus récent est une nouvelle
commande du même client ; ni l'un ni l'autre n'est montré de nouveau. leads undo revient en arrière.
--repeat seul trouve ce qui pourrait être une telle commande : semblable à une précédente du même
client, plus de quatre mois après.`,
		`Fold one record into another when both are the same opportunity. The one with the earlier
first touch survives, whichever is named first, and its first touch stays as it is, also where
it is empty. Both records are kept; work, stages and closing make one timeline, and reports
count the opportunity once. leads undo takes it apart again.
Two closed leads that ended differently are refused until --closing says whose end counts.`: `Fondre une fiche dans une autre quand les deux sont la même opportunité. Celle dont le premier
contact est le plus ancien demeure, peu importe l'ordre, et son premier contact reste tel quel, même
là où il est vide. Les deux fiches sont conservées ; travail, étapes et clôture forment une seule
chronologie, et les rapports comptent l'opportunité une fois. leads undo les sépare de nouveau.
Deux leads clôturés avec des issues différentes sont refusés tant que --closing ne dit pas quelle
clôture compte.`,
		`Go back to a copy that leads backup, or leads itself before a migration or a big import, has
made. The copy is checked first. What the file holds now is kept beside it under a name that is said.`: `Revenir à une copie faite par leads backup, ou par leads lui-même avant une migration ou un gros
import. La copie est d'abord vérifiée. Ce que le fichier contient maintenant est gardé à côté, sous
un nom qui est indiqué.`,
		`Hold the scores against what really closed: how often each level and band of scores won, what
each rule is worth, what other thresholds would have kept, and in words what to change. A closed
lead counts with the score of its closing day; what you declined (not-a-fit) counts as no loss.
AUC is the share of pairs, one won and one lost, in which the won one has the higher score;
Brier is the squared error of the rate at each score: 0 is perfect, 0.25 a coin.`: `Confronter les scores à ce qui s'est vraiment conclu : combien de fois chaque niveau et chaque
tranche de scores a gagné, ce que vaut chaque règle, ce que d'autres seuils auraient retenu et, en
toutes lettres, ce qu'il faut changer. Un lead clôturé compte avec le score de son jour de clôture ;
ce que vous avez décliné (not-a-fit) ne compte pas comme perdu.
L'AUC est la part des paires, un gagné et un perdu, où le gagné a le score le plus élevé ;
Brier est l'erreur quadratique du taux à chaque score : 0 est parfait, 0.25 un pile ou face.`,
		`How answers are written

On a terminal an answer is a table. In a pipe it is TSV, tab-separated values
without a header (--header adds one) and without cutting, so that cut and awk
work; a single record is a key and a value a line, then its timeline or log, each
line behind its key. LEADS_FORCE_TTY=100 writes what a terminal of that width would
get. --format chooses: table, tsv, json, jsonl, csv, markdown; --json is short for
--format json.

JSON: lists are arrays, [] when empty. Keys never change. Amounts are decimal
strings ("1500.00"), rates run from 0 to 1, unknown is null.
CSV: the header row holds the JSON keys. A text cell that a spreadsheet would
run as a formula gets a ' in front; import takes it off again.

The answer goes to stdout; questions, remarks and warnings go to stderr.`: `Comment les réponses sont écrites

Dans un terminal, une réponse est un tableau. Dans un tube, c'est du TSV : des valeurs
séparées par des tabulations, sans en-tête (--header en ajoute un) et sans coupure, pour
que cut et awk fonctionnent ; un seul enregistrement, c'est une clé et une valeur par ligne,
puis sa chronologie ou son journal, chaque ligne derrière sa clé. LEADS_FORCE_TTY=100 écrit ce
qu'aurait un terminal de cette largeur. --format choisit : table, tsv, json, jsonl, csv, markdown ; --json est
l'abréviation de --format json.

JSON : les listes sont des tableaux, [] si elles sont vides. Les clés ne changent jamais.
Les montants sont des chaînes décimales ("1500.00"), les taux vont de 0 à 1, l'inconnu
est null.
CSV : la ligne d'en-tête contient les clés JSON. Une cellule de texte qu'un tableur
exécuterait comme formule est précédée d'un ' ; l'import l'enlève.

La réponse va sur stdout ; questions, remarques et avertissements vont sur stderr.`,
		`How dates, periods and durations are written

Dates that look back (--date, --since, --until):
  2026-11-21, today, yesterday, monday (the last one), 3d or 2w (ago)
Dates that look forward (--follow-up):
  tomorrow, friday, 3d or +3d
A date such as 25/12/2026 is understood, 03/04/2026 is refused: it can be two days.

Periods (--period):
  today, this-week, last-week, this-month, last-month, this-quarter,
  last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47
Both ends belong to a period. Weeks are ISO weeks.

Durations (--spent): 25m, 1h30m, 1.5h, 90 (minutes)

Money: 1500, 1500.50, "1 500,50 €", '$1,500.00', "USD 1500".
1,234 alone is refused: it can be two amounts.`: `Comment écrire les dates, les périodes et les durées

Dates tournées vers le passé (--date, --since, --until) :
  2026-11-21, today, yesterday, monday (le dernier), 3d ou 2w (en arrière)
Dates tournées vers l'avenir (--follow-up) :
  tomorrow, friday, 3d ou +3d
Une date comme 25/12/2026 est comprise, 03/04/2026 est refusée : ce peut être deux jours.

Périodes (--period) :
  today, this-week, last-week, this-month, last-month, this-quarter,
  last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47
Les deux extrémités font partie de la période. Les semaines sont les semaines ISO.

Durées (--spent) : 25m, 1h30m, 1.5h, 90 (minutes)

Argent : 1500, 1500.50, "1 500,50 €", '$1,500.00', "USD 1500".
1,234 seul est refusé : ce peut être deux montants.`,
		`How each figure of a report is defined

  leads, open       leads whose first touch lies in the period; of those, still open
  won, lost, no_response, not_a_fit
                    deals closed in the period, by closing day
  win_rate          won / (won + lost + no response); what you declined is no loss. With it
                    its 95 % Wilson interval and n, the number it stands on
  revenue           won amounts in the base currency, at the rate of the closing day
  fees              revenue x the fee of the source on the closing day
  cost, hours       money and time spent in the period, on the leads and on the source itself
  net               revenue - fees - cost
  revenue_per_hour  net / hours
  roi               (net - hours x hourly cost) / (cost + hours x hourly cost)
  days_to_win       median days from first touch to winning
  avg_deal          revenue / won
  conversion        with --cohort: won / leads

Unknown is not zero: no hours, no rate, nothing closed is – on the screen and null in JSON.
Without --period a report is of the whole file. --cohort follows the leads of a period,
whenever they closed. --by week, month, quarter or year puts each figure under its own date.
--why lists the leads behind each figure. --model shares deals among their touches: leads
help attribution.`: `Comment chaque chiffre d'un rapport est défini

  leads, open       leads dont le premier contact tombe dans la période ; parmi eux, encore ouverts
  won, lost, no_response, not_a_fit
                    affaires closes dans la période, au jour de clôture
  win_rate          gagnés / (gagnés + perdus + sans réponse) ; ce que vous avez décliné n'est pas
                    une perte. Avec son intervalle de Wilson à 95 % et n, le nombre qui le fonde
  revenue           montants gagnés en devise de référence, au taux du jour de clôture
  fees              chiffre d'affaires x la commission de la source au jour de clôture
  cost, hours       argent et temps dépensés dans la période, sur les leads et sur la source même
  net               chiffre d'affaires - commission - coût
  revenue_per_hour  net / heures
  roi               (net - heures x coût horaire) / (coût + heures x coût horaire)
  days_to_win       médiane des jours du premier contact au gain
  avg_deal          chiffre d'affaires / gagnés
  conversion        avec --cohort : gagnés / leads

L'inconnu n'est pas zéro : sans heures, sans taux, sans clôture, c'est – à l'écran et null en JSON.
Sans --period, un rapport porte sur tout le fichier. --cohort suit les leads d'une période, quel que
soit leur jour de clôture. --by week, month, quarter ou year range chaque chiffre sous sa propre
date. --why liste les leads derrière chaque chiffre. --model répartit les affaires entre leurs
contacts : leads help attribution.`,
		`How far leads come, stage by stage, of all leads or by group, and how long they stand there.

  reached   leads that ever stood at the stage, each once, however often it came back.
            Every lead reaches new with its first touch; a stage that was skipped was not reached
  passed    of those, leads that reached a later stage or were won
  lost      leads lost or never answered whose furthest stage it was. A loss is no progress
  declined  leads that you declined there (not-a-fit): neither passed nor lost
  open      open leads whose furthest stage it is, and their share of those that reached it
  rate      passed / (passed + lost), with Wilson's 95 % interval; open ones stand apart
  days      how long leads stood at the stage in all, of those that have left it: median, and
            within how many days 75 % had left

Days to win are the median of the deals won, and beside it the one that counts open leads too
(Kaplan-Meier: winning is the event; lost and declined leads leave on their closing day, open
ones today): the newest source always looks fastest. It is unknown until half would have won.

Groups are the dimensions of a report: source, channel, campaign, client, referrer, month, …`: `Jusqu'où vont les leads, étape par étape, tous ensemble ou par groupe, et combien de temps ils y
restent.

  atteint   leads qui ont été un jour à l'étape, comptés une fois, même s'ils y sont revenus.
            Tout lead atteint new par son premier contact ; une étape sautée n'est pas atteinte
  passé     parmi eux, les leads qui ont atteint une étape suivante ou ont été gagnés
  perdu     leads perdus ou restés sans réponse, dont c'était l'étape la plus avancée. Une perte
            n'est pas un progrès
  décliné   leads que vous y avez déclinés (not-a-fit) : ni passés ni perdus
  ouvert    leads ouverts dont c'est l'étape la plus avancée, et leur part de ceux qui l'ont
            atteinte
  taux      passés / (passés + perdus), avec l'intervalle de Wilson à 95 % ; les ouverts sont à part
  jours     combien de temps en tout sont restés à l'étape les leads qui l'ont quittée : la médiane,
            et en combien de jours 75 % l'avaient quittée

Les jours pour gagner sont la médiane des affaires gagnées, avec à côté celle qui compte aussi les
leads ouverts (Kaplan-Meier : l'événement est le gain ; les leads perdus et déclinés sortent à leur
jour de clôture, les ouverts aujourd'hui) : la source la plus récente semble toujours la plus rapide.
Elle est inconnue tant que la moitié n'aurait pas gagné.

Les groupes sont les dimensions d'un rapport : source, channel, campaign, client, referrer, month, …`,
		`How leads are scored, and how conditions are written

A rule gives points (or takes them): for each activity of a kind, or once, for a
condition on the lead. The score of a lead is the sum of its log, which
leads score show ID prints. Two thresholds make levels of it: lead, mql, sql.

  leads score import --starter                                a set to begin with
  leads score rule add --on-activity call --points 15 --max 45 --half-life 14d
  leads score rule add --when 'value >= 3000 and source == "Referral"' --points 10

Of which day is a score? Of today while a lead is open, of its closing day once it is
closed. With --half-life an activity loses its points day by day, half of them in each
half-life, each line rounded to whole points; --max holds for all the lines of a rule. The
file keeps each score with its day. Every command that touches a lead scores it anew,
undo included, and leads score recompute would find the same. Where rules look at the
day (--half-life, age, silence) a score changes overnight: what is shown is always of
today, counted when it is shown; recompute keeps it.
The day on which a lead first reached a level stays, also when its score falls. It is
found along its log: its first touch, each activity, and each day it was touched.

Conditions are written as in expr-lang/expr:
  value >= 3000                       email endsWith "@gmail.com"
  fields.industry == "SaaS"           fields["Lead Origin"] in ["API", "Form"]
  source == "Upwork" and not (channel == "Search")
  == != < <= > >=   and or not   in   contains startsWith endsWith matches
  + - * / % **   ??   A ? B : C   lower upper trim len abs round floor ceil int float
  any(tags, # startsWith "ur")        likewise all, none, one, count

Text:    title client contact email phone url external_id source channel campaign
         referrer stage note currency first_touch_on follow_up_on
Numbers: value (in its own currency), minutes, activities (how many), age (days since
         the first touch), silence (days since anything was done), client_won (leads
         that the client had won with you when this one came: a returning client)
Others:  tags ("urgent" in tags), fields (your own fields)

Text that is a number compares as one: fields.size > 9. A value that is missing or does
not fit makes the condition false, whatever is asked of it, also with != or not, unless
another part settles it (or). email == nil asks whether it is missing.

Once leads have closed: leads score calibrate says what the rules are worth, leads
score suggest what they should be. What is known only later, such as the stage or a
field filled in after the outcome, makes a score look good and be useless: calibrate
warns, and suggest makes new rules of what is known at the first contact only.

To try a table on the past, without a terminal:
  leads import closed.csv --keep-columns              own columns become fields
  leads score import table.txt                        your table, as leads score export writes it
  leads score suggest --accept --without fields.Tags  take every change
  leads import later.csv --keep-columns               leads that it has not seen
  leads list --json --limit 0                         each with its score and level
  leads score calibrate --json                        AUC, Brier, rates by level and band`: `Comment les leads reçoivent leur score, et comment écrire les conditions

Une règle donne des points (ou en retire) : pour chaque activité d'une sorte, ou une fois,
pour une condition sur le lead. Le score d'un lead est la somme de son journal, que
leads score show ID affiche. Deux seuils en font des niveaux : lead, mql, sql.

  leads score import --starter                                un jeu pour commencer
  leads score rule add --on-activity call --points 15 --max 45 --half-life 14d
  leads score rule add --when 'value >= 3000 and source == "Referral"' --points 10

De quel jour est un score ? D'aujourd'hui tant que le lead est ouvert, du jour de clôture
une fois qu'il est clôturé. Avec --half-life, une activité perd ses points jour après jour,
la moitié à chaque demi-vie, chaque ligne arrondie au point entier ; --max vaut pour toutes
les lignes d'une règle. Le fichier garde chaque score avec son jour. Toute commande qui
touche un lead recalcule son score, undo compris, et leads score recompute trouverait la
même chose. Quand des règles dépendent du jour (--half-life, age, silence), un score change
pendant la nuit : ce qui est affiché est toujours d'aujourd'hui, calculé au moment de
l'affichage ; recompute l'enregistre.
Le jour où un lead a atteint un niveau pour la première fois reste, même si son score
baisse. Il se trouve le long de son journal : son premier contact, chaque activité, et
chaque jour où il a été touché.

Les conditions s'écrivent comme dans expr-lang/expr :
  value >= 3000                       email endsWith "@gmail.com"
  fields.industry == "SaaS"           fields["Lead Origin"] in ["API", "Form"]
  source == "Upwork" and not (channel == "Search")
  == != < <= > >=   and or not   in   contains startsWith endsWith matches
  + - * / % **   ??   A ? B : C   lower upper trim len abs round floor ceil int float
  any(tags, # startsWith "ur")        de même all, none, one, count

Texte :   title client contact email phone url external_id source channel campaign
          referrer stage note currency first_touch_on follow_up_on
Nombres : value (dans sa propre devise), minutes, activities (combien), age (jours depuis
          le premier contact), silence (jours depuis la dernière action), client_won
          (leads déjà gagnés avec ce client à l'arrivée de celui-ci : un client qui revient)
Autres :  tags ("urgent" in tags), fields (vos champs propres)

Un texte qui est un nombre se compare comme un nombre : fields.size > 9. Une valeur absente
ou inadaptée rend la condition fausse, quoi qu'on lui demande, même avec != ou not, sauf si
une autre partie tranche (or). email == nil demande si elle est absente.

Une fois des leads clôturés : leads score calibrate dit ce que valent les règles, leads
score suggest ce qu'elles devraient valoir. Ce qui n'est connu que plus tard, comme l'étape
ou un champ rempli après l'issue, donne un score d'apparence bonne et pourtant inutile :
calibrate le signale, et suggest ne tire de nouvelles règles que de ce qui est connu au
premier contact.

Pour essayer une table sur le passé, sans terminal :
  leads import closed.csv --keep-columns              vos colonnes deviennent des champs
  leads score import table.txt                        votre table, telle que leads score export l'écrit
  leads score suggest --accept --without fields.Tags  prendre tous les changements
  leads import later.csv --keep-columns               des leads qu'elle n'a pas vus
  leads list --json --limit 0                         chacun avec son score et son niveau
  leads score calibrate --json                        AUC, Brier, taux par niveau et par tranche`,
		`How models share a deal among its touches

A touch is the first touch, or an activity that names a source (log --via SOURCE/CHANNEL).
In order of their dates, up to the closing, they are the deal's path; leads show prints it.
Without --model the first touch has it all. leads report --model M, or leads attribution
for several side by side:

  first, last   all of it to one end
  linear        the same to each
  u             40 % first, 40 % last, 20 % to all between (two touches: half each)
  j             20 % first, 20 % between, 60 % last; inverse-j the other way round
  w             30 % each to first touch, first answer and opportunity, 10 % to the others
                up to there
  full          22.5 % each to first touch, first answer, opportunity and closing, 10 % to
                the others; an open deal has no credit yet
  decay         half the weight for each --half-life of age (default 7d): 2^(-age/half-life)
  custom        --weights first/middle/last, or leads config set custom-weights 5/20/75
  markov        how many wins would be missed without the source: removal effects of a
                first-order chain (start, sources, won, lost), solved exactly, no simulation;
                a repeat of the same source is one visit
  shapley       the fair share in the game in which a set of sources wins the deals whose
                path lies within it: the same to each distinct source of a path
                (Zhao et al. 2018, arXiv:1804.05327)
  u-lead, lead-creation   half each to first touch and first answer; all to the answer

The first answer is the stage discussion, the opportunity the first of proposal, interview
and negotiation. A milestone belongs to the last touch at or before it; a skipped one falls
on the next that was reached; with nobody in the middle its share goes to the milestones.

--lookback 90d leaves older touches out. --of says what is shared: revenue (won amounts),
deals, pipeline (values of open leads), leads. --level client gives repeat business to the
touch that brought the client, --root referred business to whoever began the chain.

Credits add up to the amounts to the cent in every report: rows are rounded once, by largest
remainder, so rows of two reports may differ by a cent. Markov and shapley learn from paths
with several touches, and need 50 of them or --force. A model says nothing about hours or
costs: those figures stay empty.`: `Comment les modèles répartissent une affaire entre ses contacts

Un contact est le premier contact, ou une activité qui nomme une source
(log --via SOURCE/CHANNEL). Dans l'ordre des dates, jusqu'à la clôture, ils forment le parcours
de l'affaire ; leads show l'affiche. Sans --model, le premier contact a tout. leads report
--model M, ou leads attribution pour plusieurs côte à côte :

  first, last   tout à une extrémité
  linear        autant à chacun
  u             40 % au premier, 40 % au dernier, 20 % à tous entre les deux (deux contacts :
                moitié-moitié)
  j             20 % au premier, 20 % entre les deux, 60 % au dernier ; inverse-j à l'envers
  w             30 % chacun au premier contact, à la première réponse et à l'opportunité, 10 % aux
                autres jusque-là
  full          22.5 % chacun au premier contact, à la première réponse, à l'opportunité et à la
                clôture, 10 % aux autres ; une affaire ouverte n'a pas encore de crédit
  decay         la moitié du poids pour chaque --half-life d'ancienneté (par défaut 7d) :
                2^(-ancienneté/demi-vie)
  custom        --weights first/middle/last, ou leads config set custom-weights 5/20/75
  markov        combien de gains manqueraient sans la source : effets de retrait d'une chaîne
                d'ordre 1 (début, sources, gagné, perdu), résolue exactement, sans simulation ;
                la même source à la suite compte comme une seule visite
  shapley       la part équitable dans le jeu où un ensemble de sources gagne les affaires dont
                le parcours tient en lui : autant à chaque source distincte d'un parcours
                (Zhao et al. 2018, arXiv:1804.05327)
  u-lead, lead-creation   moitié-moitié au premier contact et à la première réponse ; tout à la
                          réponse

La première réponse est l'étape discussion, l'opportunité la première parmi proposal, interview
et negotiation. Un jalon revient au dernier contact à cette date ou avant ; un jalon sauté tombe
sur le suivant qui a été atteint ; sans personne au milieu, sa part va aux jalons.

--lookback 90d écarte les contacts plus anciens. --of dit ce qui est réparti : revenue (montants
gagnés), deals, pipeline (valeurs des leads ouverts), leads. --level client attribue les nouvelles
commandes au contact qui a amené le client, --root les affaires recommandées à l'origine de la
chaîne.

Les crédits totalisent les montants au centime dans chaque rapport : les lignes sont arrondies une
fois, au plus fort reste, donc celles de deux rapports peuvent différer d'un centime. Markov et
shapley apprennent des parcours à plusieurs contacts, et il leur en faut 50 ou --force. Un modèle ne
dit rien des heures ni des coûts : ces chiffres restent vides.`,
		`Is A really better than B? Two groups of leads side by side, each figure with its 95 % interval
and its n, and how likely it is that A beats B.

A and B are each a SOURCE or SOURCE/CHANNEL, else a campaign, else a client, else a period
(2026-Q3), whichever is found first; source:NAME, campaign:NAME, client:NAME or period:NAME
settles it. A period stands for the leads whose first touch lies in it.

Every figure is of the group's leads, whenever they closed, as in report --cohort:
  win_rate          won / (won + lost + no answer)
  conversion        won / leads
  revenue_per_lead  won amounts / leads
  revenue_per_hour  (won amounts - fees - cost) / hours; cost and hours with those booked on
                    the group itself and on no lead
  days_to_win       median days from first touch to winning, of the deals won
Rates have Wilson's interval, their difference Newcombe's (1998, method 10), and A beats B with
the exact probability of two Beta distributions that begin uniform. The other figures come from
a bootstrap over leads, lost and open ones too: 2,000 resamples from a fixed seed, percentile
intervals; A beats B in that share of them. Fewer days are better. A winner is named only where
the interval of the difference leaves out zero.`: `A est-il vraiment meilleur que B ? Deux groupes de leads côte à côte, chaque chiffre avec son
intervalle à 95 % et son n, et la probabilité que A batte B.

A et B sont chacun une SOURCE ou SOURCE/CHANNEL, sinon une campagne, sinon un client, sinon une
période (2026-Q3), selon ce qui est trouvé d'abord ; source:NAME, campaign:NAME, client:NAME ou
period:NAME tranche. Une période désigne les leads dont le premier contact y tombe.

Chaque chiffre porte sur les leads du groupe, quel que soit leur jour de clôture, comme dans
report --cohort :
  win_rate          gagnés / (gagnés + perdus + sans réponse)
  conversion        gagnés / leads
  revenue_per_lead  montants gagnés / leads
  revenue_per_hour  (montants gagnés - commission - coût) / heures ; coût et heures compris quand
                    ils sont comptés sur le groupe lui-même et sur aucun lead
  days_to_win       médiane des jours du premier contact au gain, des affaires gagnées
Les taux ont l'intervalle de Wilson, leur différence celui de Newcombe (1998, méthode 10), et A bat
B avec la probabilité exacte de deux lois bêta de départ uniforme. Les autres chiffres viennent d'un
bootstrap sur les leads, perdus et ouverts compris : 2 000 rééchantillonnages à graine fixe,
intervalles par percentiles ; A bat B dans cette part d'entre eux. Moins de jours, c'est mieux. Un
vainqueur n'est nommé que si l'intervalle de la différence exclut zéro.`,
		`Log work on a lead: what it was, how long it took and what it cost. With --source and no ID
the work is booked on the source itself: prospecting that led to no lead is part of the price.

Kinds: bid, proposal, email, message, call, meeting, demo, visit, download, follow-up, note, subscription, other
(more: leads config set kinds workshop,audit)
On a terminal, what is left out is asked: leads log alone offers the leads last touched.`: `Enregistrer du travail sur un lead : ce que c'était, combien de temps et combien cela a coûté. Avec
--source et sans ID, le travail est compté sur la source elle-même : la prospection qui n'a mené à
aucun lead fait partie du prix.

Sortes : bid, proposal, email, message, call, meeting, demo, visit, download, follow-up, note,
         subscription, other
(davantage : leads config set kinds workshop,audit)
Sur un terminal, ce qui manque est demandé : leads log seul propose les derniers leads touchés.`,
		`Make a file of invented leads to play with: half a year of a freelancer's bids, invitations,
cold e-mails and referrals. Your own file is not touched. The path of the new file is printed;
without FILE it lies in the folder for temporary files. Every command takes it with --db.`: `Créer un fichier de leads inventés pour essayer : six mois de candidatures, d'invitations, d'e-mails
à froid et de recommandations d'un freelance. Votre propre fichier n'est pas touché. Le chemin du
nouveau fichier est affiché ; sans FILE, il se trouve dans le dossier des fichiers temporaires.
Toutes les commandes l'acceptent avec --db.`,
		`Record a new lead. Where it came from is its first touch, and that is locked for ever.
An opportunity that is already there is noticed: log the new contact on it instead.
A web address alone is enough: it tells the source, the id of the posting and often a title.
The beginning of a name will do where only one begins so: -s up/inv is Upwork/Invite.`: `Enregistrer un nouveau lead. D'où il vient est son premier contact, verrouillé pour toujours.
Une opportunité déjà présente est remarquée : enregistrez plutôt le nouveau contact sur elle.
Une adresse web suffit : elle donne la source, l'identifiant de l'annonce et souvent un titre.
Le début d'un nom suffit quand un seul commence ainsi : -s up/inv est Upwork/Invite.`,
		`Score every lead anew. Scores are kept true by every command, so this changes nothing unless
the rules look at the day (half-life, age, silence): then it brings every score to today.
--levels also finds the days anew on which each level was first reached, by today's rules.`: `Recalculer le score de tous les leads. Chaque commande tient les scores à jour, cela ne change donc
rien, sauf si des règles dépendent du jour (half-life, age, silence) : alors chaque score est
ramené à aujourd'hui.
--levels retrouve aussi les jours où chaque niveau a été atteint pour la première fois, selon les
règles d'aujourd'hui.`,
		`Show a lead's score of today with its log: each line is a rule, the points that it gave and
the day. The score is their sum. Below stands what would lift it.`: `Afficher le score d'un lead à ce jour avec son journal : chaque ligne est une règle, les points
qu'elle a donnés et le jour. Le score en est la somme. En dessous, ce qui le ferait monter.`,
		`Show or set the thresholds: from --mql points on a lead is marketing qualified, worth an
answer today; from --sql on it is sales qualified, worth the next hour. The day on which a lead
first reached a level stays, also when its score falls again or a threshold rises.`: `Afficher ou définir les seuils : à partir de --mql points, un lead est qualifié pour le marketing et
mérite une réponse aujourd'hui ; à partir de --sql, il est qualifié pour la vente et mérite l'heure
qui vient. Le jour où un lead a atteint un niveau pour la première fois reste, même si son score
redescend ou si un seuil monte.`,
		`Suggest points learned from your own closed leads, starting from your table: with few leads it
moves little, with many it follows them. Points stay whole and on the scale of your table. New
rules look only at what is known at the first contact: own fields, source, channel, campaign,
value, and whether there is an e-mail address, phone, referrer or client. Fields that were
probably filled in after the outcome are left out.

On a terminal each change is asked for; --accept takes them all.`: `Proposer des points appris de vos propres leads clôturés, à partir de votre table : avec peu de
leads elle bouge peu, avec beaucoup elle les suit. Les points restent entiers et à l'échelle de votre
table. Les nouvelles règles ne regardent que ce qui est connu au premier contact : champs propres,
source, canal, campagne, valeur, et la présence d'une adresse e-mail, d'un téléphone, d'un
prescripteur ou d'un client. Les champs sans doute remplis après l'issue sont écartés.

Dans un terminal, chaque modification est demandée ; --accept les prend toutes.`,
		`Take rules and thresholds from a text as leads score export writes it, in place of those that
are there (leads undo brings them back). --starter takes the set to begin with.`: `Prendre règles et seuils dans un texte tel que leads score export l'écrit, à la place de ceux qui
existent (leads undo les rétablit). --starter prend le jeu de départ.`,
		`The numbers, by one or more dimensions. Leads count by their first touch, deals by their
closing day, hours and cost by the day of the activity; with --cohort every figure is of the
leads whose first touch lies in the period. A rate stands with its 95 % interval and its n.
By campaign, "leads" are those that it brought, its first touches; "influenced" are those that
it touched later (leads log ID KIND --via SOURCE/CHANNEL/CAMPAIGN). What was spent on a source
without a channel or a campaign stands under (none), and a note says how much it is.

Dimensions: source, channel, campaign, client, referrer, stage, outcome, reason, level, week,
month, quarter, year; several with commas. NAME is a report kept with --save.`: `Les chiffres, selon une ou plusieurs dimensions. Les leads comptent à leur premier contact, les
affaires à leur jour de clôture, les heures et les coûts au jour de l'activité ; avec --cohort,
chaque chiffre porte sur les leads dont le premier contact tombe dans la période. Un taux est donné
avec son intervalle à 95 % et son n.
Par campagne, « leads » compte ceux qu'elle a amenés, ses premiers contacts ; « influencés » ceux
qu'elle a touchés plus tard (leads log ID KIND --via SOURCE/CHANNEL/CAMPAIGN). Ce qui a été dépensé
pour une source sans canal ni campagne figure sous (none), et une note dit combien.

Dimensions : source, channel, campaign, client, referrer, stage, outcome, reason, level, week,
month, quarter, year ; plusieurs avec des virgules. NAME est un rapport gardé avec --save.`,
		`The weekly page: new leads by source, deals won and lost with their reasons, hours and what
they earned, follow-ups due, leads gone quiet, and what is missing from the records. The week
stands beside the week before and the mean of the twelve weeks before it. A lead has gone quiet
when nothing has happened on it for longer than 9 in 10 of your won deals took from first touch
to winning.`: `La page de la semaine : nouveaux leads par source, affaires gagnées et perdues avec leurs raisons,
heures et ce qu'elles ont rapporté, relances à faire, leads sans nouvelles, et ce qui manque aux
fiches. La semaine est mise à côté de la précédente et de la moyenne des douze semaines d'avant. Un
lead est sans nouvelles quand il ne s'y est rien passé depuis plus longtemps que n'ont pris 9 de vos
affaires gagnées sur 10, du premier contact au gain.`,
		`What each source brought when deals are shared among all their touches, under several models
side by side, and whether the choice of model changes the ranking. Markov and shapley learn
from paths with several touches: below a floor they are left out, or refused when asked for
by name, unless --force. How the models share: leads help attribution`: `Ce que chaque source a apporté quand les affaires sont réparties entre tous leurs contacts, selon
plusieurs modèles côte à côte, et si le choix du modèle change le classement. Markov et shapley
apprennent des parcours à plusieurs contacts : s'il y en a trop peu, ils sont laissés de côté, ou
refusés quand on les demande par leur nom, sauf avec --force. Comment les modèles répartissent :
leads help attribution`,
		`What is kept where, and who can read it

Everything is in one SQLite file: --db FILE, else $LEADS_DB, else
$XDG_DATA_HOME/leads/leads.db (~/.local/share/leads/leads.db). It holds what you typed and
imported, and a history of your commands, so that leads undo can take them back. Nothing is
sent anywhere: leads never opens a network connection, for no rate, no update and no statistics.

Copies: leads backup writes one where you say, else under $XDG_STATE_HOME/leads/backups
(~/.local/state/leads/backups). leads itself keeps one beside the file before it brings an older
file up to date, before a restore and before a big import, at most five. The file, its copies,
exports and pages are made readable by you alone (permissions 0600). They are not encrypted: whoever can read your
account can read them, an encrypted disk helps.

Other people's data: leads client export NAME writes all that is kept on a client, and
leads client forget NAME removes name, contact, address and texts for good, from the history
and from automatic copies, too; it cannot be undone. The figures stay, without a name.
Copies that you made elsewhere are yours to delete. leads export --anonymize writes a file
that can be shown to others.

The lock on the first touch is in the file itself, so that no other program can break it by
accident. Whoever owns a file can take its locks off on purpose; leads doctor tells.`: `Ce qui est conservé, où, et qui peut le lire

Tout est dans un seul fichier SQLite : --db FILE, sinon $LEADS_DB, sinon
$XDG_DATA_HOME/leads/leads.db (~/.local/share/leads/leads.db). Il contient ce que vous avez saisi et
importé, et l'historique de vos commandes, pour que leads undo puisse les annuler. Rien n'est envoyé
nulle part : leads n'ouvre jamais de connexion réseau, ni pour un taux, ni pour une mise à jour, ni
pour des statistiques.

Copies : leads backup en écrit une où vous voulez, sinon sous $XDG_STATE_HOME/leads/backups
(~/.local/state/leads/backups). leads en garde aussi une à côté du fichier avant de mettre à niveau
un fichier plus ancien, avant une restauration et avant un gros import, cinq au plus. Le fichier,
ses copies, exports et pages ne sont lisibles que par vous (droits 0600). Ils ne sont pas chiffrés :
qui peut lire votre compte peut les lire ; un disque chiffré aide.

Les données des autres : leads client export NAME écrit tout ce qui est conservé sur un client, et
leads client forget NAME efface pour de bon nom, contact, adresse et textes, aussi dans l'historique
et les copies automatiques ; cela ne s'annule pas. Les chiffres restent, sans nom. Les copies faites
ailleurs sont à vous de supprimer. leads export --anonymize écrit un fichier qui peut être montré.

Le verrou du premier contact est dans le fichier même, pour qu'aucun autre programme ne le casse par
accident. Le propriétaire d'un fichier peut ôter ses verrous exprès ; leads doctor le signale.`,
		`What is open, stage by stage, and what may come of it by your own history.

  value     the values of the open leads, in the base currency at today's rates
  expected  value × win rate. The rate is won / (won + lost + no answer) of the leads that once
            reached that stage, from that source. A small group is drawn towards the whole: a
            source at a stage counts as if 10 more leads had ended like the whole stage, and a
            stage as if 10 more had ended like all leads (an m-estimate, Cestnik 1990)
  from, to  where the sum will lie 95 times in 100: the rate is not known for sure, and a lead is
            won or not. One large lead makes a wide range
  n         how many decided leads reached that stage or came from that source

Nothing is expected before at least one lead was won and one lost. Nobody types a percentage.
A filter keeps the leads it names, in the history too.`: `Ce qui est ouvert, étape par étape, et ce qui peut en sortir d'après votre propre historique.

  valeur   les valeurs des leads ouverts, dans la devise de référence aux taux du jour
  attendu  valeur × taux de réussite. Le taux est gagnés / (gagnés + perdus + sans réponse) des
           leads qui ont un jour atteint cette étape, venus de cette source. Un petit groupe est
           ramené vers l'ensemble : une source à une étape compte comme si 10 leads de plus avaient
           fini comme toute l'étape, et une étape comme si 10 de plus avaient fini comme tous les
           leads (un m-estimateur, Cestnik 1990)
  de, à    où se trouvera la somme 95 fois sur 100 : le taux n'est pas connu avec certitude, et un
           lead est gagné ou non. Un seul gros lead élargit la fourchette
  n        combien de leads conclus ont atteint cette étape ou sont venus de cette source

Rien n'est attendu avant qu'au moins un lead ait été gagné et un perdu. Personne ne saisit de
pourcentage. Un filtre garde les leads qu'il désigne, dans l'historique aussi.`,
		`What is unused, doubled or misused: sources unused for 90 days, near-equal names, campaigns
used as sources, sources of which no lead was ever closed, leads without a source, campaigns
without dates or past their end. --fix goes through them and asks what to do with each; every
answer is one step of leads undo.`: `Ce qui est inutilisé, en double ou mal employé : sources inutilisées depuis 90 jours, noms presque
identiques, campagnes utilisées comme sources, sources dont aucun lead n'a jamais été clôturé, leads
sans source, campagnes sans dates ou dont la fin est passée. --fix les parcourt et demande que faire
de chacun ; chaque réponse s'annule une à une avec leads undo.`,
		`What the exit codes mean

  0    done
  1    failed: the file, the disk, or something the data does not allow
  2    wrong usage, also an unknown stage, kind, period or format
  3    the opportunity is already there; nothing was written
  4    no such lead, source, channel, campaign or client
  5    refused: the first touch of a lead is locked
  130  interrupted (Ctrl-C)
  143  terminated

An error is one line on stderr that begins with "leads:", and where it helps a
second line "hint:" with the next thing to type.`: `Ce que signifient les codes de sortie

  0    terminé
  1    échec : le fichier, le disque, ou quelque chose que les données ne permettent pas
  2    mauvais usage, y compris une étape, une sorte, une période ou un format inconnus
  3    l'opportunité existe déjà ; rien n'a été écrit
  4    ce lead, cette source, ce canal, cette campagne ou ce client n'existe pas
  5    refusé : le premier contact d'un lead est verrouillé
  130  interrompu (Ctrl-C)
  143  arrêté par un signal

Une erreur est une ligne sur stderr qui commence par "leads:", suivie au besoin d'une
seconde ligne "conseil :" avec ce qu'il faut taper ensuite.`,
		`Write a man page for every command into a folder, for a package or for man itself:
one of your manpath, such as ~/.local/share/man/man1.`: `Écrire une page de manuel pour chaque commande dans un dossier, pour un paquet ou pour
man lui-même : un de ceux de votre manpath, comme ~/.local/share/man/man1.`,
		`Write everything that is kept about a client, or about a person known as a contact or by an e-mail
address, as JSON: to stdout, or to FILE (private to you).`: `Écrire tout ce qui est gardé sur un client, ou sur une personne connue comme contact ou par une
adresse e-mail, en JSON : sur stdout, ou dans FILE (lisible par vous seul).`,
		"expected: value × the share won of your %d decided leads that reached the stage, by source; a small group is drawn towards the whole, as if %d more leads had ended like it. The range is where the sum will lie 95 times in 100, if things go on like this": "attendu : valeur × la part gagnée de vos %d leads conclus qui ont atteint l'étape, par source ; un petit groupe est ramené vers l'ensemble, comme si %d leads de plus avaient fini comme lui. La fourchette est là où se trouvera la somme 95 fois sur 100, si les choses continuent ainsi",
		"it is one of: today, yesterday, this-week, last-week, this-month, last-month, this-quarter, last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47, 2026-01-05..2026-02-01":                                                                    "choisissez parmi : today, yesterday, this-week, last-week, this-month, last-month, this-quarter, last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47, 2026-01-05..2026-02-01",
		`leads tells you where your paid work comes from, and what each source costs you.

Record a lead       leads add "Shop redesign" --source Upwork/Invite --value 3200
or from its link    leads add https://www.upwork.com/jobs/~0123456789abcdef
Log what you do     leads log 1 call "talked scope" --spent 25m --follow-up friday
Close it            leads win 1 3000        leads lose 1 --reason price
See the numbers     leads report --by source        leads review
Bring a spreadsheet leads import leads.csv --dry-run
Look around first   leads demo
Everything else     leads help`: `leads vous dit d'où vient votre travail payé, et ce que chaque source vous coûte.

Enregistrer un lead    leads add "Shop redesign" --source Upwork/Invite --value 3200
ou depuis son lien     leads add https://www.upwork.com/jobs/~0123456789abcdef
Noter vos actions      leads log 1 call "talked scope" --spent 25m --follow-up friday
Le clôturer            leads win 1 3000        leads lose 1 --reason price
Voir les chiffres      leads report --by source        leads review
Importer un tableur    leads import leads.csv --dry-run
Visiter d'abord        leads demo
Tout le reste          leads help`,
	}
}
