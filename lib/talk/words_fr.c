/* words_fr.c -- French for understanding. How rules are written stands in words_en.c; what is
 * elided is left out before: "j'aimerais" is read as "aimerais", "c'est" as "est". */
#include "talk.h"

static const struct spelling spellings[] = {
    {"svp", "sil plait"}, {"stp", "sil plait"}, {"silvousplait", "sil plait"}, {"please", "sil plait"},
    {"pls", "sil plait"}, {"bjr", "bonjour"}, {"bsr", "bonsoir"}, {"slt", "salut"}, {"cc", "salut"},
    {"coucou", "salut"}, {"mrc", "merci"}, {"mci", "merci"}, {"mercii", "merci"}, {"pr", "pour"},
    {"ds", "dans"}, {"qd", "quand"}, {"tt", "tout"}, {"ts", "tous"}, {"bcp", "beaucoup"},
    {"pq", "pourquoi"}, {"pk", "pourquoi"}, {"keske", "est ce que"}, {"kan", "quand"},
    {"vs", "vous"}, {"ns", "nous"}, {"jveux", "veux"}, {"jvoudrais", "voudrais"},
    {"jprends", "prends"}, {"jai", "ai"}, {"jaimerais", "aimerais"}, {"cest", "est"},
    {"daccord", "accord"}, {"dac", "accord"}, {"dacc", "accord"}, {"ok", "oui"}, {"okay", "oui"},
    {"okey", "oui"}, {"ouais", "oui"}, {"ouai", "oui"}, {"ouii", "oui"}, {"wi", "oui"},
    {"yes", "oui"}, {"nn", "non"}, {"nan", "non"}, {"nope", "non"}, {"rdv", "rendez vous"},
    {"adr", "adresse"}, {"addresse", "adresse"}, {"adress", "adresse"}, {"cmd", "commande"},
    {"cde", "commande"}, {"comande", "commande"}, {"comander", "commander"},
    {"msg", "message"}, {"tel", "telephone"}, {"qte", "quantite"}, {"kel", "quel"},
    {"atil", "a il"}, {"hello", "bonjour"}, {"hey", "salut"},
    {"demidouzaine", "demi douzaine"}, {"pcs", "pieces"},
    {"\xF0\x9F\x91\x8D", "oui"}, {"\xE2\x9C\x85", "oui"}, {"\xF0\x9F\x91\x8C", "oui"},
    {"\xF0\x9F\x86\x97", "oui"}, {"\xE2\x9C\x94", "oui"}, {"\xE2\x9D\x8C", "non"},
    {"\xF0\x9F\x91\x8E", "non"}, {"\xF0\x9F\x9A\xAB", "non"}, {"\xF0\x9F\x99\x8F", "merci"},
    {"\xF0\x9F\x91\x8B", "bonjour"}, {"\xF0\x9F\x9B\x92", "panier"}, {"\xE2\x9D\xA4", "merci"},
};

static const struct number_word numbers[] = {
    {"zero", 0}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"six", 6}, {"sept", 7},
    {"huit", 8}, {"neuf", 9}, {"dix", 10}, {"onze", 11}, {"douze", 12}, {"treize", 13},
    {"quatorze", 14}, {"quinze", 15}, {"seize", 16}, {"vingt", 20}, {"trente", 30},
    {"quarante", 40}, {"cinquante", 50}, {"soixante", 60}, {"septante", 70}, {"huitante", 80},
    {"nonante", 90}, {"cent", 100}, {"mille", 1000}, {"douzaine", 12}, {"douzaines", 12},
    {"dizaine", 10}, {"quinzaine", 15}, {"paire", 2}, {"paires", 2},
};

static const struct number_word ordinals[] = {
    {"premier", 1}, {"premiere", 1}, {"deuxieme", 2}, {"second", 2}, {"seconde", 2},
    {"troisieme", 3}, {"quatrieme", 4}, {"cinquieme", 5}, {"sixieme", 6}, {"septieme", 7},
    {"huitieme", 8}, {"neuvieme", 9}, {"dixieme", 10}, {"dernier", -1}, {"derniere", -1},
};

static const char stop_words[] =
    "le la les un une des du de a au aux et ou ni que qui quoi si oui non ne pas plus en dans sur "
    "sous avec sans pour par chez entre jusque je tu il elle on nous vous ils elles me te se lui "
    "leur y mon ma mes ton ta tes son sa ses notre nos votre vos leurs ce cet cette ces ca cela ceci est "
    "suis es sommes etes sont etait ete etre ai as avons avez ont avoir avais aura comme quand combien "
    "ou quel quelle quels quelles pourquoi comment tres trop bien mais donc alors puis aussi encore deja "
    "toujours seulement juste maintenant ici la aujourd hui tout toute tous toutes autre autres meme "
    "quelque quelques quelqu chose rien personne aucun aucune chaque beaucoup peu sil plait merci bonjour "
    "bonsoir salut voudrais veux voulons aimerais aimerions peux pouvez peut pourrais pourriez prends "
    "prendre prendrai prendrais donnez donne mettez mets faire fais faites vais va allez voir vois est "
    "ce qu soit serait bon bonne faut il voici voila";

static const char common_words[] =
    "eau ami amie an ans annee aide bleu cher blanc blanche beau belle cafe rue changer changement chaud "
    "client couleur repas achat acheter courrier compte jour jours argent adresse livraison especes "
    "erreur facture famille date fin photo photos froid gens grand grande gris frere soeur fils fille "
    "homme heure heures horaires lait livre lieu mere mauvais marque mieux message mois table minute "
    "moment femme monde musique noir noire garcon enfant nuit nom nouveau nouvelle numero payer paye "
    "pere papier partie commande commander petit petite prix question probleme produit produits porte "
    "fromage cadeau cadeaux repondre rouge vetements semaine monsieur madame soleil soir carte telephone "
    "temps magasin boutique type travail vert vie vieux vin chaussure etudiant reduction lundi mardi "
    "mercredi jeudi vendredi samedi dimanche matin midi";

static const char fillers[] =
    "sil plait il vous te bonjour bonsoir salut merci alors bon bien donc pardon excusez moi madame "
    "monsieur beaucoup maintenant aussi euh ah eh ben";

static const char connectors[] = "de du des en a au aux le la les pour avec taille couleur un une";
static const char ands[] = "et puis aussi ainsi";
static const char units[] =
    "g gr grammes gramme kg kilo kilos mg ml cl l litre litres cm mm m metre metres euro euros eur "
    "dollar dollars centimes an ans mois semaine semaines jour jours heure heures h minute minutes min "
    "gb go tb personnes degres km francs franc";
static const char counters[] =
    "piece pieces unite unites paquet paquets sac sacs sachet sachets boite boites bouteille bouteilles "
    "tasse lot lots jeu portion portions part parts tranche tranches pot pots bocal exemplaire exemplaires "
    "article articles";
static const char streets[] = "rue avenue boulevard place chemin impasse allee route quai cours square cedex";
static const char roads[] = "calle rua via";
static const char before_numbers[] =
    "taille jusqu avant apres depuis numero n etage porte telephone code page moins dessous entre "
    "appartement appt bis chambre";
static const char plural_things[] = "chaussettes chaussette chaussures gants lunettes bottes baskets boucles";

static const char *const option_words[] = {
    "s, petit, petite, petits, petites, small", "m, moyen, moyenne, moyens, moyennes, medium",
    "l, grand, grande, grands, grandes, large", "xl, tres grand, tres grande, extra large", "xxl, 2xl, double xl",
    "xs, tres petit, tres petite, extra small", "grey, gris, grise, grises, gray",
    "black, noir, noire, noirs, noires", "white, blanc, blanche, blancs, blanches",
    "navy, bleu marine, marine, bleu fonce", "red, rouge, rouges", "green, vert, verte, verts, vertes",
    "blue, bleu, bleue, bleus, bleues", "yellow, jaune, jaunes", "pink, rose, roses",
    "brown, marron, brun, brune", "orange, oranges", "purple, violet, violette", "beige, creme, sable",
    "mustard, moutarde", "burgundy, bordeaux", "olive, kaki", "natural, naturel, ecru, nature", "silver, argent, argente", "gold, or, dore",
    "one size, taille unique, unique", "whole bean, en grains, en grain, grains, entier", "ground, moulu, moulue",
    "sliced, tranche, tranchee, en tranches, coupe, coupee", "whole, entier, entiere, non tranche, unsliced",
    "small, petit, petite", "medium, moyen, moyenne", "large, grand, grande", "family, familial, familiale",
    "chocolate, chocolat, au chocolat", "vanilla, vanille", "strawberry, fraise", "vegetarian, vegetarien, vegetarienne",
    "250 g, 250g", "500 g, 500g, demi kilo, un demi kilo", "1 kg, 1kg, un kilo, kilo",
};

static const char *const synonyms[] = {
    "livraison livrer livrez livrent expedition expedier envoi envoyer envoyez frais port domicile arrive",
    "prix coute coutent cout tarif combien",
    "remboursement rembourser retour retours retourner renvoyer rendre",
    "echange echanger changer",
    "facture recu tva",
    "ouvert ouverte ouvrez ouvre ouverture horaires heures heure ferme fermez fermeture",
    "adresse situe situes trouvez trouve emplacement",
    "boutique magasin boulangerie",
    "payer paiement paie acceptez regler reglement",
    "carte visa mastercard bancaire cb",
    "retrait retirer recuperer emporter chercher",
    "allergie allergies allergenes allergique gluten",
    "vegan vegane vegetal vegetalien",
    "reduction promotion promo remise code",
    "cadeau emballage emballer emballez paquet",
    "laver lavage lave machine",
    "taille tailles mesures guide",
    "emploi travail travailler recrutez embauchez poste",
    "especes liquide",
};

static const struct rule intents[] = {
    {RULE_EXACT, INTENT_STOP, "stop|arret|arreter|arretez|desabonner|desinscription|desabonnez"},
    {RULE_EXACT, INTENT_STOP, "stop|arretez|arreter les? messages"},
    {RULE_EXACT, INTENT_STOP, "me|vous desabonner"},
    {RULE_EXACT, INTENT_STOP, "ne? me? ecrivez|envoyez plus de? messages?"},
    {RULE_EXACT, INTENT_STOP, "je? ne? veux plus recevoir? de? messages"},
    {RULE_EXACT, INTENT_START, "reprendre|abonner|reabonner"},

    {RULE_WHOLE, INTENT_HUMAN, "humain|humaine|conseiller|conseillere|agent|operateur|operatrice|responsable|vendeur|vendeuse|employe|gerant"},
    {RULE_WHOLE, INTENT_HUMAN, "une? vraie? personne|humain|conseiller reelle|reel?"},
    {RULE_WHOLE, INTENT_HUMAN, "un|une humain|conseiller|conseillere|personne|agent|vendeur"},
    {RULE_WHOLE, INTENT_HUMAN, "service client"},
    {RULE_ANY, INTENT_HUMAN, "parler|discuter|contacter|joindre|echanger|passez|avoir * a|avec|au? * humain|personne|conseiller|conseillere|quelqu|quelquun|un|agent|vendeur|vendeuse|responsable|equipe|patron|patronne|gerant|employe"},
    {RULE_ANY, INTENT_HUMAN, "veux|voudrais|besoin|prefere un|une|de|d un|une? humain|conseiller|conseillere|agent|vendeur"},
    {RULE_ANY, INTENT_HUMAN, "vraie|vrai personne|humain"},
    {RULE_ANY, INTENT_HUMAN, "rappelez|appelez moi"},
    {RULE_ANY, INTENT_HUMAN, "parler a quelqu|quelquun"},

    {RULE_ANY, INTENT_LOGIN_CODE, "code|lien de|pour connexion|acces|connecter"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "mon compte"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "connexion|connecter"},

    {RULE_ANY, INTENT_ORDER_CANCEL, "annuler|annule|annulez|annulation ma|la|cette|une|de|mon|votre ma|derniere? commande|achat"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "annuler commande"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "veux plus de|la|ma ma? commande"},

    {RULE_ANY, INTENT_ORDER_STATUS, "ou en|est|se|reste|sont est|trouve? ma|mon|la|le|mes commande|colis|livraison|paquet|commandes"},
    {RULE_ANY, INTENT_ORDER_STATUS, "quand|deja|bientot * arrive|arrivera|livree|livre|vient|part|recois|recevrai|partie ma|mon|la|le? commande|colis|livraison"},
    {RULE_ANY, INTENT_ORDER_STATUS, "quand ma|mon|la|le commande|colis|livraison"},
    {RULE_ANY, INTENT_ORDER_STATUS, "etat|statut|suivi|suivre|suivez|nouvelles de|du|ma|mon|la|le? ma|mon|la? commande|colis|livraison|paquet"},
    {RULE_ANY, INTENT_ORDER_STATUS, "ma|mon|la|le commande|colis|paquet * arrive|arrivee|partie|parti|expediee|prete|retard|livree|en"},
    {RULE_ANY, INTENT_ORDER_STATUS, "que|qu passe * ma commande"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "suivi|statut|suivre"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "ma|mon|la|le commande|colis|paquet"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "mes|les? commandes|achats"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "voir|montrez|affichez|liste|montre de|moi|mes mes? commandes|achats"},
    {RULE_ANY, INTENT_ORDER_LIST, "historique des|de|mes? commandes|achats?"},

    {RULE_ANY, INTENT_CART_CLEAR, "vider|videz|vide|effacer|supprimer|effacez le|mon|tout? panier"},
    {RULE_WHOLE, INTENT_CART_CLEAR, "effacer|effacez|supprimer|supprimez|retirez|enlevez|videz|vider tout"},

    {RULE_ANY, INTENT_CHECKOUT, "passer|finaliser|valider|terminer|confirmer|envoyer|passez|validez|finalisez|completer la|ma|une? commande|achat|panier"},
    {RULE_WHOLE, INTENT_CHECKOUT, "payer|commander|finaliser|valider|terminer|termine|terminee|checkout|acheter|regler|caisse|fini"},
    {RULE_WHOLE, INTENT_CHECKOUT, "je? veux|voudrais|peux|vais|passer|aller|aimerais|a la? payer|commander|finaliser|valider|regler|caisse|acheter maintenant?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "ce|ca|est|sera c|est|sera? tout|bon"},
    {RULE_WHOLE, INTENT_CHECKOUT, "est|sera tout"},
    {RULE_WHOLE, INTENT_CHECKOUT, "ce sera tout"},
    {RULE_WHOLE, INTENT_CHECKOUT, "rien de plus|autre"},
    {RULE_WHOLE, INTENT_CHECKOUT, "non ce|est|ca|rien sera|est|tout|autre|de tout|plus|autre?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "ai|suis fini|pret|prete|termine"},
    {RULE_WHOLE, INTENT_CHECKOUT, "je passe commande"},

    {RULE_WHOLE, INTENT_CART_SHOW, "mon|le|voir|votre? panier"},
    {RULE_ANY, INTENT_CART_SHOW, "voir|montrez|montre|affichez|afficher|ouvrir|regarder moi|le|mon|dans? le|mon? panier"},
    {RULE_ANY, INTENT_CART_SHOW, "que|combien|qu * dans|a|ai dans? mon|le panier"},
    {RULE_ANY, INTENT_CART_SHOW, "quel est le? total"},
    {RULE_WHOLE, INTENT_CART_SHOW, "le|mon? total"},
    {RULE_WHOLE, INTENT_CART_SHOW, "combien ca? fait|au|en total|tout?"},

    {RULE_WHOLE, INTENT_ORDER_AGAIN, "comme d habitude"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "la? meme chose"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "meme chose|commande que la? derniere? fois|avant"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "comme la derniere fois"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "repeter|refaire|repete|refais ma|la derniere? commande"},

    {RULE_ANY, INTENT_SAME_ADDRESS, "meme|derniere adresse|endroit"},
    {RULE_ANY, INTENT_SAME_ADDRESS, "adresse habituelle|precedente"},
    {RULE_WHOLE, INTENT_SAME_ADDRESS, "la|a? la? meme|comme d|habitude habitude?"},
    {RULE_WHOLE, INTENT_SAME_ADDRESS, "comme toujours|avant|habitude"},

    {RULE_WHOLE, INTENT_PICKUP, "retrait|retirer|recuperer|emporter|chercher"},
    {RULE_WHOLE, INTENT_PICKUP, "retrait|retirer|a en|au|emporter boutique|magasin|place?"},
    {RULE_WHOLE, INTENT_PICKUP, "en boutique|magasin"},
    {RULE_ANY, INTENT_PICKUP, "viens|passe|viendrai|passerai|vais|venir|passer le|la|les? chercher|prendre|recuperer|retirer"},
    {RULE_ANY, INTENT_PICKUP, "veux|prefere|voudrais retirer|recuperer|retrait|le le|en? retrait|boutique?"},

    {RULE_WHOLE, INTENT_DELIVERY, "livraison|livrer|livrez|domicile|envoi"},
    {RULE_WHOLE, INTENT_DELIVERY, "livraison|livrer|a la? a? domicile|maison"},
    {RULE_ANY, INTENT_DELIVERY, "veux|prefere|avec|voudrais la|une|en|etre livraison|livre"},
    {RULE_ANY, INTENT_DELIVERY, "livrez|livrer|envoyez|apportez le|les|moi|la? chez|a moi|domicile|la|mon"},

    {RULE_WHOLE, INTENT_QUESTIONS, "questions|faq|question|info|infos|informations"},
    {RULE_WHOLE, INTENT_QUESTIONS, "questions frequentes"},
    {RULE_WHOLE, INTENT_QUESTIONS, "ai|j une|des? question|questions"},

    {RULE_WHOLE, INTENT_MENU, "menu|accueil|recommencer|options"},
    {RULE_WHOLE, INTENT_MENU, "le|voir|retour|retourner|au|montrez au|le|moi? le? menu|accueil principal?"},
    {RULE_WHOLE, INTENT_MENU, "menu principal"},
    {RULE_WHOLE, INTENT_HELP, "aide|aidez|help|secours|aider"},
    {RULE_WHOLE, INTENT_HELP, "aidez|aide moi"},
    {RULE_WHOLE, INTENT_HELP, "ai|besoin besoin|d d|aide? aide?"},
    {RULE_WHOLE, INTENT_HELP, "pouvez|peux vous|tu me? aider moi?"},
    {RULE_WHOLE, INTENT_HELP, "que pouvez|peux|puis|dois|sais vous|tu|je faire|dire"},
    {RULE_WHOLE, INTENT_HELP, "comment ca|cela|faire|commander|on|je|passer marche|fonctionne|commande|commander|pour|une? commander|commande?"},
    {RULE_WHOLE, INTENT_HELP, "etes|es|est vous|tu|ce? un|une robot|bot|machine|humain|personne|programme"},
    {RULE_WHOLE, INTENT_HELP, "qui etes|es vous|tu"},

    {RULE_ANY, INTENT_RECOMMEND, "que|quoi|qu|lequel|laquelle|quel|quelle * vous|tu? me|nous? conseillez|conseilles|recommandez|recommandes|suggerez|suggeres"},
    {RULE_ANY, INTENT_RECOMMEND, "conseillez|conseilles|recommandez|recommandes|suggerez vous|tu|moi|nous|me? quoi|quelque"},
    {RULE_ANY, INTENT_RECOMMEND, "conseillez|conseille|recommandez|recommande|suggerez|suggere moi|nous"},
    {RULE_ANY, INTENT_RECOMMEND, "avez|auriez|as * suggestion|suggestions|recommandation|recommandations|conseil|idee|idees"},
    {RULE_ANY, INTENT_RECOMMEND, "vos suggestions|recommandations|conseils"},
    {RULE_ANY, INTENT_RECOMMEND, "qu|que|quoi|qui * va|vont|irait|aille|marche bien|mieux|le? mieux? avec"},
    {RULE_ANY, INTENT_RECOMMEND, "que|quoi|qu * prennent|achetent|commandent|prend * autres|clients|gens"},
    {RULE_ANY, INTENT_RECOMMEND, "que|quoi|qu * autres|clients|gens prennent|achetent|commandent"},
    {RULE_ANY, INTENT_RECOMMEND, "plus vendu|vendus|vendue|vendues|populaire|populaires"},
    {RULE_ANY, INTENT_RECOMMEND, "meilleure|meilleures vente|ventes"},
    {RULE_WHOLE, INTENT_RECOMMEND, "je? ne? sais pas quoi|que prendre|choisir|commander|acheter"},
    {RULE_WHOLE, INTENT_RECOMMEND, "que|quoi dois|devrais je prendre|choisir|commander|acheter"},
    {RULE_WHOLE, INTENT_BROWSE, "produits|catalogue|boutique|articles|categories|carte|rayon|magasin"},
    {RULE_ANY, INTENT_BROWSE, "que|quels|qu|quoi * vendez|proposez|produits|vends"},
    {RULE_WHOLE, INTENT_BROWSE, "que|qu|quoi est? ce? que? vous? avez|as vous|tu? de|d|a? bon|autre|nouveau|vendre?"},
    {RULE_WHOLE, INTENT_BROWSE, "vous avez quoi"},
    {RULE_ANY, INTENT_BROWSE, "voir|montrez|montre|affichez|envoyez|regarder moi? vos|les|le|la|tous|votre|tout les|vos? produits|catalogue|articles|carte|liste"},
    {RULE_WHOLE, INTENT_BROWSE, "je? veux|voudrais|aimerais acheter|commander|voir|regarder quelque|des chose|choses?"},
    {RULE_WHOLE, INTENT_BROWSE, "je? voudrais|veux|aimerais passer|faire une commande"},
    {RULE_WHOLE, INTENT_BROWSE, "je? regarde juste|seulement|simplement?"},
    {RULE_WHOLE, INTENT_BROWSE, "voir tout|produits"},
    {RULE_WHOLE, INTENT_BROWSE, "quelque chose de|d|pas bon|pas|joli|special|nouveau|autre|cher cher?"},
    {RULE_WHOLE, INTENT_BROWSE, "liste des|de prix|produits"},

    {RULE_WHOLE, INTENT_MORE, "plus|suivant|suivante|suite|autres|encore"},
    {RULE_WHOLE, INTENT_MORE, "voir|montrez|en en? plus|d|autres|encore autres?"},
    {RULE_WHOLE, INTENT_MORE, "page suivante"},
    {RULE_WHOLE, INTENT_BACK, "retour|precedent|revenir|precedente"},
    {RULE_WHOLE, INTENT_BACK, "revenir|retour en|au arriere|debut"},

    {RULE_WHOLE, INTENT_CANCEL, "annuler|annule|annulez|laissez|oubliez|laisse|oublie|quitter|abandonner|tant"},
    {RULE_WHOLE, INTENT_CANCEL, "laissez|laisse|tant tomber|pis"},
    {RULE_WHOLE, INTENT_CANCEL, "annulez|oubliez|annule|oublie ca|tout|cela"},
    {RULE_WHOLE, INTENT_CANCEL, "ne? veux plus|rien rien?"},
    {RULE_WHOLE, INTENT_CANCEL, "ai change d|avis avis?"},

    {RULE_WHOLE, INTENT_CHANGE, "changer|modifier|corriger|modification|changement|modifiez|changez"},
    {RULE_WHOLE, INTENT_CHANGE, "je? veux|voudrais|peux|dois|aimerais changer|modifier|corriger quelque|le|la|mon|adresse|l chose|nom|adresse|commande?"},
    {RULE_WHOLE, INTENT_CHANGE, "changer|modifier|corriger|changez quelque|le|la|mon|adresse|nom chose|nom|adresse|commande|quantite?"},
    {RULE_WHOLE, INTENT_CHANGE, "est|ca faux|incorrect|pas"},

    {RULE_WHOLE, INTENT_WAIT, "attendez|attends|moment|instant|patientez"},
    {RULE_WHOLE, INTENT_WAIT, "attendez|attends|juste|donnez moi? un|une instant|moment|minute|seconde"},
    {RULE_WHOLE, INTENT_WAIT, "un|une instant|moment|minute|seconde"},
    {RULE_WHOLE, INTENT_WAIT, "je|laissez|dois moi? vais? reflechis|reflechir|voir|regarder"},

    {RULE_WHOLE, INTENT_YES, "oui|confirme|confirmer|correct|exact|parfait|accord|entendu|bien|bon|super|exactement|volontiers|absolument|allez|banco|impeccable|nickel|allons|evidemment"},
    {RULE_WHOLE, INTENT_YES, "oui oui|merci|parfait|correct|je|est|bien|sil|accord|avec|tout|confirme|allez|pourquoi|volontiers confirme|veux|plaisir|sur|plait|ca|bon|y|prends|correct|pas|parfait? commande?"},
    {RULE_WHOLE, INTENT_YES, "oui je? confirme|commander|confirmer|passez|passer|validez la|ma? commande?"},
    {RULE_WHOLE, INTENT_YES, "bien sur|entendu"},
    {RULE_WHOLE, INTENT_YES, "tres|est|tout|ca bien|bon|parfait|correct|ca|est|va|marche bon|ca?"},
    {RULE_WHOLE, INTENT_YES, "je|la|le|les la|le|les? veux|prends|confirme|valide"},
    {RULE_WHOLE, INTENT_YES, "avec plaisir"},
    {RULE_WHOLE, INTENT_YES, "pourquoi pas"},

    {RULE_WHOLE, INTENT_NO, "non|jamais|rien|aucun|aucune|faux|incorrect"},
    {RULE_WHOLE, INTENT_NO, "non non|merci|pas|je|ce|est|ca|sil maintenant|ne|est|pas|va|encore|plait|besoin? pas|veux|ca|bon|merci|correct? ca|pas?"},
    {RULE_WHOLE, INTENT_NO, "pas encore|maintenant|du|besoin|interesse|aujourd tout?"},
    {RULE_WHOLE, INTENT_NO, "aucun|aucune des|de deux|ceux"},

    {RULE_WHOLE, INTENT_THANKS, "merci|remercie"},
    {RULE_WHOLE, INTENT_THANKS, "merci|parfait|super|oui|ok|bien|grand|mille beaucoup|bien|a|pour|merci|tout|infiniment|vous|mercis vous|tout|votre|aide|beaucoup? aide?"},
    {RULE_WHOLE, INTENT_THANKS, "est|tres tres|gentil gentil|aimable?"},
    {RULE_WHOLE, INTENT_THANKS, "je? vous remercie"},

    {RULE_WHOLE, INTENT_GOODBYE, "revoir|bye|ciao|adieu|tchao"},
    {RULE_WHOLE, INTENT_GOODBYE, "au revoir"},
    {RULE_WHOLE, INTENT_GOODBYE, "a bientot|demain|plus|tard|la tard|prochaine?"},
    {RULE_WHOLE, INTENT_GOODBYE, "bonne|bon journee|soiree|nuit|weekend|week end?"},
    {RULE_WHOLE, INTENT_GOODBYE, "merci au|et|a revoir|bientot|au|bonne revoir|journee?"},

    {RULE_WHOLE, INTENT_GREETING, "bonjour|bonsoir|salut|hi|rebonjour|salutations|allo"},
    {RULE_WHOLE, INTENT_GREETING, "bonjour|bonsoir|salut bonjour|a|tout|comment|ca|madame|monsieur|la tous|le|allez|va|monde|equipe? vous|monde?"},
    {RULE_WHOLE, INTENT_GREETING, "comment|ca allez|va vous|bien?"},
    {RULE_WHOLE, INTENT_GREETING, "il? y a il? quelqu|quelquun un?"},

    {RULE_FIRST, INTENT_YES, "oui|parfait|accord"},
    {RULE_FIRST, INTENT_NO, "non"},
};

static const struct rule wishes[] = {
    {RULE_ANY, WISH_REMOVE, "enlevez|enlever|enleve|retirez|retirer|retire|supprimez|supprimer|supprime|otez|ote|annulez|annuler|annule"},
    {RULE_ANY, WISH_REMOVE, "ne? veux|voulons|faut|prends plus|pas de|d|du|le|la|les?"},
    {RULE_ANY, WISH_REMOVE_HERE, "sans|pas|sauf|excepte"},
    {RULE_ANY, WISH_SET, "mettez|mets|mettre|faites|prenez|passez|plutot en|a|plutot"},
    {RULE_ANY, WISH_SET, "changez|changer|change|modifiez|modifier|modifie|remplacez|remplacer|remplace|corrigez|passez|augmentez|reduisez"},
    {RULE_ANY, WISH_SET, "je? voulais dire"},
    {RULE_ANY, WISH_SET, "seulement|juste|uniquement un|une|#"},
    {RULE_ANY, WISH_SET, "finalement|plutot|enfin|pardon"},
    {RULE_TAIL, WISH_SET, "plutot|finalement"},
    {RULE_TAIL, WISH_SET, "la place"},
    {RULE_ANY, WISH_MORE, "un|une|# de plus"},
    {RULE_ANY, WISH_MORE, "encore un|une|#"},
    {RULE_ANY, WISH_MORE, "un|une autre"},
    {RULE_ANY, WISH_MORE, "# autres"},
    {RULE_ANY, WISH_SHOW, "montrez|montrer|montre|voir|afficher|affichez|cherche|chercher"},
    {RULE_ANY, WISH_SHOW, "avez|as|vendez|auriez|a vous|tu|il? encore? des|du|un|une|de|d|les?"},
    {RULE_ANY, WISH_SHOW, "vous|tu avez|as|vendez"},
    {RULE_ANY, WISH_SHOW, "est ce que? vous? avez|y"},
    {RULE_ANY, WISH_SHOW, "il y a"},
    {RULE_ANY, WISH_SHOW, "combien coute|coutent|pour|vaut|est|font|ca|le|la? le|la|les|coute?"},
    {RULE_ANY, WISH_SHOW, "quel est le? prix de|du|d?"},
    {RULE_ANY, WISH_SHOW, "prix|photo|photos|infos|details|informations de|du|des|sur|d"},
    {RULE_ANY, WISH_SHOW, "quelles|quels|quel|quelle couleurs|tailles|sont|sorte|type|modeles"},
    {RULE_ANY, WISH_SHOW, "conseillez|recommandez|interesse|interessee"},
    {RULE_ANY, WISH_SHOW, "reste|restent il|t? il?"},
    {RULE_ANY, WISH_SHOW, "parlez|dites moi"},
    {RULE_TAIL, WISH_SHOW, "disponible|disponibles|prix"},
    {RULE_TAIL, WISH_SHOW, "combien|coute"},
    {RULE_TAIL, WISH_SHOW, "vous avez"},
    {RULE_TAIL, WISH_SHOW, "en stock"},
    {RULE_ANY, WISH_TOLD, "ai|avons|avais deja? achete|commande|recu|paye|retourne|perdu"},
    {RULE_ANY, WISH_ADD, "voudrais|veux|voulons|voudrions|aimerais|aimerions|souhaite|souhaiterais|desire|prends|prendrai|prendrais|prenons|prendrons"},
    {RULE_ANY, WISH_ADD, "il me|nous faut|faudrait"},
    {RULE_ANY, WISH_ADD, "besoin de|d"},
    {RULE_ANY, WISH_ADD, "donnez|donne|mettez|mets|envoyez|apportez|gardez|reservez|preparez|ajoutez moi|nous?"},
    {RULE_ANY, WISH_ADD, "ajoutez|ajouter|ajoute|rajoutez|rajoute|rajouter|commander|acheter"},
    {RULE_ANY, WISH_ADD, "peux|puis|pouvez|pourrais|pourrait|vais|voudrais|veux|aimerais je|on|vous? me? avoir|prendre|commander|acheter|ajouter|mettre|donner|envoyer"},
    {RULE_ANY, WISH_ADD, "ce sera"},
    {RULE_FIRST, WISH_ADD, "pour moi"},
    {RULE_TAIL, WISH_ADD, "au|dans mon|le? panier"},
};

static const char order_verbs[] = "acheter commander avoir prendre ajouter essayer mettre";
static const char show_verbs[] = "voir savoir connaitre regarder chercher demander";
static const char choice_words[] = "numero option choix produit le la non";
static const char pronouns[] = "le la les en celui celle ceux celles ca cela ceci ce cette ces un une lui";
static const char becomes_words[] = "par en a pour contre";
static const char the_words[] = "le la les ce cette cet ces autre aucun premier premiere dernier derniere chaque meme";
static const char ask_words[] = "que qu quoi quel quelle quels quelles quand ou comment combien qui pourquoi puis peut pouvez avez est faites vendez acceptez livrez";

const struct language language_fr = {
    .code = "fr",
    .spellings = spellings, .spelling_count = COUNT(spellings),
    .numbers = numbers, .number_count = COUNT(numbers),
    .ordinals = ordinals, .ordinal_count = COUNT(ordinals),
    .intents = intents, .intent_count = COUNT(intents),
    .wishes = wishes, .wish_count = COUNT(wishes),
    .option_words = option_words, .option_word_count = COUNT(option_words),
    .synonyms = synonyms, .synonym_count = COUNT(synonyms),
    .lists = {
        {WORD_MODIFIER, "sans extra supplement"},
        {WORD_STOP, stop_words}, {WORD_COMMON, common_words}, {WORD_FILLER, fillers},
        {WORD_CONNECTOR, connectors}, {WORD_AND, ands}, {WORD_UNIT, units},
        {WORD_COUNTER, counters}, {WORD_STREET, streets}, {WORD_BEFORE_NUMBER, before_numbers},
        {WORD_PLURAL, plural_things}, {WORD_ORDER_VERB, order_verbs}, {WORD_SHOW_VERB, show_verbs},
        {WORD_TIMES, "x fois"}, {WORD_ARTICLE, "un une"}, {WORD_PAIR, "paire paires"},
        {WORD_HALF, "demi demie"}, {WORD_DOZEN, "douzaine douzaines"},
        {WORD_TO, "a"}, {WORD_NOT, "pas non"}, {WORD_CHOICE, choice_words},
        {WORD_PRONOUN, pronouns}, {WORD_BECOMES, becomes_words}, {WORD_ROAD, roads},
        {WORD_THE, the_words}, {WORD_ASK, ask_words},
    },
};
