/* words_en.c -- English for understanding: every word list and phrase rule, as data.
 *
 * Another language is another such file. Rules are written in folded words (lower case, no
 * accents, no apostrophes, chat spellings already expanded):
 *   a|b   either word      a?   may be missing      *   up to two words, any
 *   #     a number (a|# but not #|a)   @    one or more words of politeness
 * A multi-word rule is tried at every word of the message. */
#include "talk.h"

/* Chat spellings, contractions and frequent mistakes; an emoji stands for its word only in a
 * message without words. The right side may be several words. */
static const struct spelling spellings[] = {
    {"pls", "please"}, {"plz", "please"}, {"plse", "please"}, {"pleas", "please"},
    {"plss", "please"}, {"pleaes", "please"}, {"u", "you"}, {"ur", "your"}, {"r", "are"},
    {"ya", "you"}, {"yall", "you"}, {"thx", "thanks"}, {"tnx", "thanks"}, {"thnx", "thanks"},
    {"thanx", "thanks"}, {"thks", "thanks"}, {"tks", "thanks"}, {"ty", "thank you"},
    {"tysm", "thank you"}, {"thankyou", "thank you"}, {"wanna", "want to"},
    {"gonna", "going to"}, {"gimme", "give me"}, {"lemme", "let me"}, {"gotta", "got to"},
    {"qty", "quantity"}, {"quant", "quantity"}, {"w", "with"}, {"wo", "without"},
    {"b4", "before"}, {"abt", "about"}, {"bcoz", "because"}, {"cuz", "because"},
    {"cos", "because"}, {"coz", "because"}, {"n", "and"}, {"nd", "and"}, {"dis", "this"},
    {"dat", "that"}, {"wat", "what"}, {"wot", "what"}, {"wht", "what"}, {"hw", "how"},
    {"hav", "have"}, {"havent", "have not"}, {"im", "i am"},
    {"ill", "i will"}, {"'well", "we will"},
    {"'id", "i would"}, {"'wed", "we would"}, {"'were", "we are"}, {"youll", "you will"},
    {"youve", "you have"}, {"weve", "we have"}, {"hes", "he is"}, {"ive", "i have"},
    {"iam", "i am"}, {"thats", "that is"}, {"whats", "what is"}, {"wheres", "where is"},
    {"hows", "how is"}, {"whens", "when is"}, {"theres", "there is"}, {"its", "it is"},
    {"itll", "it will"}, {"thatll", "that will"}, {"youre", "you are"}, {"theyre", "they are"},
    {"dont", "do not"}, {"dnt", "do not"}, {"doesnt", "does not"}, {"didnt", "did not"},
    {"cant", "can not"}, {"cannot", "can not"}, {"wont", "will not"}, {"isnt", "is not"},
    {"arent", "are not"}, {"wasnt", "was not"}, {"wouldnt", "would not"},
    {"couldnt", "could not"}, {"lets", "let us"}, {"cud", "could"}, {"wud", "would"},
    {"shud", "should"}, {"msg", "message"}, {"addr", "address"}, {"adress", "address"},
    {"addres", "address"}, {"del", "delivery"}, {"dlvry", "delivery"}, {"delivry", "delivery"},
    {"acct", "account"}, {"num", "number"}, {"nr", "number"}, {"tmrw", "tomorrow"},
    {"tmr", "tomorrow"}, {"tomorow", "tomorrow"}, {"2day", "today"}, {"tee", "tshirt"},
    {"tees", "tshirts"}, {"donut", "doughnut"}, {"donuts", "doughnuts"}, {"choc", "chocolate"},
    {"prods", "products"}, {"cancle", "cancel"}, {"cancell", "cancel"}, {"recieve", "receive"},
    {"reciept", "receipt"}, {"wich", "which"}, {"ordr", "order"}, {"oder", "order"},
    {"chekout", "checkout"}, {"chackout", "checkout"}, {"avail", "available"},
    {"pcs", "pieces"}, {"pc", "piece"}, {"yea", "yes"}, {"yeah", "yes"}, {"yep", "yes"},
    {"yup", "yes"}, {"yess", "yes"}, {"ye", "yes"}, {"yas", "yes"}, {"aye", "yes"},
    {"y", "yes"}, {"ok", "ok"}, {"okay", "ok"}, {"okey", "ok"}, {"k", "ok"}, {"kk", "ok"},
    {"oke", "ok"}, {"okie", "ok"}, {"nope", "no"}, {"nah", "no"}, {"nop", "no"}, {"noo", "no"},
    {"hii", "hi"}, {"hiya", "hi"}, {"heya", "hey"}, {"helo", "hello"}, {"hallo", "hello"},
    {"hullo", "hello"}, {"hy", "hi"}, {"gm", "good morning"}, {"evening", "evening"},
    {"fav", "favourite"}, {"colour", "color"}, {"colours", "colors"}, {"omg", "wow"},
    {"rly", "really"}, {"shld", "should"}, {"sth", "something"}, {"smth", "something"},
    {"sb", "somebody"}, {"cust", "customer"}, {"nvm", "never mind"}, {"rep", "representative"},
    {"\xF0\x9F\x91\x8D", "yes"}, {"\xE2\x9C\x85", "yes"}, {"\xF0\x9F\x91\x8C", "yes"},
    {"\xF0\x9F\x86\x97", "yes"}, {"\xE2\x9C\x94", "yes"}, {"\xE2\x98\x91", "yes"},
    {"\xF0\x9F\x92\xAF", "yes"}, {"\xE2\x9D\x8C", "no"}, {"\xF0\x9F\x91\x8E", "no"},
    {"\xF0\x9F\x9A\xAB", "no"}, {"\xE2\x9D\x8E", "no"}, {"\xE2\x9B\x94", "no"},
    {"\xF0\x9F\x99\x8F", "thanks"}, {"\xF0\x9F\x91\x8B", "hello"},
    {"\xF0\x9F\x9B\x92", "cart"}, {"\xE2\x9D\xA4", "thanks"}, {"\xF0\x9F\x98\x8A", "thanks"},
};

static const struct number_word numbers[] = {
    {"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6},
    {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20}, {"thirty", 30}, {"forty", 40},
    {"fifty", 50}, {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
    {"hundred", 100}, {"thousand", 1000}, {"dozen", 12}, {"dozens", 12}, {"couple", 2},
    {"pair", 2}, {"pairs", 2},
};

static const struct number_word ordinals[] = {
    {"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"fifth", 5}, {"sixth", 6},
    {"seventh", 7}, {"eighth", 8}, {"ninth", 9}, {"tenth", 10}, {"last", -1},
};

static const char stop_words[] =
    "a an the this that these those it he she they we i me my mine you your yours our us them "
    "their his her him is are was were be been being am do does did done doing has have had "
    "having can could will would shall should may might must to of in on at by for from with "
    "into onto about as or and but if so than then too very just also only not no nor yes some "
    "any all each every both few more most much many other another such own same here there "
    "when where which who whom whose why how what while until before after again once now out "
    "off over under up down please thanks thank hi hello hey ok one ones get got give go going "
    "let like want need take make put tell say see let us x per via";

/* Ordinary words that no misspelt product should be read into, and that alone do not name a
 * product they are only a part of ("phone" is not "Phone Case"). */
static const char common_words[] =
    "able accept account add address afternoon again age ago agree air allow almost alone along "
    "already always amount anger angry animal answer anybody anyone anything anywhere app apply "
    "area arm around arrive ask ate atm available away baby back bad bag bank bar base basic "
    "basket bath beach bean beat beautiful because become bed began begin behind believe best "
    "bet better between big bike bill birthday bit black blue board boat body book born boss "
    "bottle bottom bought box boy break bring broke broken brother brought brown building built "
    "burn bus business busy buy call came camera capital car card care carry case cash cat catch "
    "cause cent center chair chance change charge cheap cheaper check child children choice "
    "choose christmas city class clean clear clock close clothes cloud coat code coffee cold "
    "collect color come comes coming company complain complete computer contact contain cook "
    "cool copy corner correct cost count country course cover cream credit cry cup currency "
    "customer cut daily damaged dance dark data date daughter day days dead deal dear decide "
    "deep deliver delivery desk did die different difficult dinner dirty discount dish doctor "
    "dog dollar door double draw dress drink drive driver drop dry during early easy eat egg "
    "either else email empty end english enjoy enough enter entire euro even evening ever "
    "everybody everyone everything exactly example excellent except exchange expect expensive "
    "explain extra eye face fact fair fall family famous far fast father feel feet fell felt "
    "fill final find fine finger finish fire first fish fit five floor fly follow food foot "
    "forget forgot form forward found free fresh friday friend friends front full fun funny "
    "game garden gave gift girl glad glass god gold gone good goods grand great green ground "
    "group grow guess";
static const char more_common_words[] =
    "guide guy guys hair half hand happen happened happy hard hat hate head "
    "health hear heard heart heat heavy held help high hit hold holiday home hope horse hot "
    "hotel hour hours house huge human hundred hungry hurt husband ice idea important inside "
    "instead interested internet issue item items job join joke jump keep kept key kid kids "
    "kind king kitchen knew know lady lake land language large last late later laugh law lay "
    "lead learn least leave left leg less letter life light line list little live local "
    "location lock long look looking lost lot love low luck lunch machine mad made mail main "
    "man manager market matter maybe mean meaning means meat meet member men mention message "
    "met middle mile milk mind minute minutes miss mistake model mom monday money month months "
    "moon morning mother mouth move movie mum music name near need never new news next nice "
    "night nobody noise none normal note nothing notice number office often oil old online open "
    "opened option order ordered orders outside oven own pack package page paid pain paper "
    "parcel parents park part party pass past pay payment pen people perfect person phone photo "
    "pick picture piece pieces pink place plain plan plant play pocket point police policy poor "
    "popular possible post price print private probably problem product products promise proof "
    "pull purple push quality question questions quick quickly quiet quite race rain raining ran "
    "rate rather reach read ready real really reason receive received recommend red refund "
    "remember remove rent repair reply rest return returns rich ride right ring river road room "
    "round rude rule run sad safe said sale salt sand sat saturday save saw says school sea "
    "seat seem seen sell send sent serious serve service set seven several shape share ship "
    "shipping shirt shoe shoes shop shopping short shot show shown shut sick side sign silver "
    "simple since sing single sister sit six size sky sleep slow small smell smile snow soft "
    "sold somebody someone something sometimes song soon sorry sound space speak special spend "
    "sport spring staff stand star start state stay steel step stick still stock stop store "
    "story strange street strong student stuff stupid such sugar suit summer sun sunday sunny "
    "sure sweet swim table talk taste tax taxi tea team tell test text thing things think "
    "third thought three thursday ticket time times tin tired today together told tomorrow "
    "tonight took top total touch town track train travel tree tried trip trouble true trust "
    "try tuesday turn tv type ugly unit update upset use used user usual usually value visit "
    "voice wait walk wall war warm wash water way weather website wednesday week weekend weeks "
    "weight went west wet whatever wheel white whole wife win wind window wine winter wish "
    "woman women won wonder wood word words work worked working works world worry worse worst "
    "worth write wrong wrote year years yellow yesterday yet young lace shoelace weather "
    "alarm bitcoin joke jokes song world cup president capital france football team match "
    "cape tale lame came cope cups pays lane pine bean mean moan meal deal lake bake cares "
    "boots boot soap stay heart card cart carts beard bread broad bead dread cape tote vote "
    "note pint mint punk pins belt melt felt bolt sock rock lock mock sick sack scare "
    "race rice rise wise pie die tie lie roll role rule toll poll cake make take fake wake";

static const char fillers[] =
    "please thanks thank you hi hello hey ok so well then now just kindly sir madam mate guys "
    "team dear bro buddy sorry rather there and um uh er hmm oh ah right alright actually also but";

static const char connectors[] = "of for with in the a an to on from by de au o";
static const char ands[] = "and plus also then with";
static const char units[] =
    "g gr gram grams kg kgs kilo kilos kilogram kilograms mg ml cl dl l lt liter liters litre "
    "litres oz ounce ounces lb lbs pound pounds cm mm km m meter meters metre metres inch inches "
    "ft feet euro euros eur dollar dollars usd gbp cent cents percent pct year years yr yrs "
    "month months week weeks day days hour hours hr hrs h minute minutes min mins second seconds "
    "sec am pm oclock gb tb mb degrees degree watt watts volt volts persons guests "
    "miles mile";
static const char counters[] =
    "piece pieces unit units pack packs packet packets bag bags box boxes bottle bottles cup cups "
    "set sets item items portion portions slice slices loaf loaves can cans tin tins pot pots "
    "jar jars glass glasses sheet sheets order orders copy copies lot lots";
static const char streets[] =
    "street st road rd avenue ave lane ln square boulevard blvd crescent terrace highway "
    "strasse postcode";
static const char roads[] = "calle rua rue via avenida plaza praca"; /* the name comes behind */
/* A number behind one of these is not a quantity. */
static const char before_numbers[] =
    "size sz in at by until till before after from since number no room floor apartment apt flat "
    "street road avenue phone tel telephone code zip page aged age model born year under over "
    "below above between within am turns turning turned";
static const char plural_things[] =
    "sock socks shoe shoes glove gloves trousers jeans pants shorts glasses sunglasses earrings "
    "slippers boots sneakers trainers sandals tights leggings mittens scissors cufflinks heels";

/* Words of one option value; each line is one meaning. */
static const char *const option_words[] = {
    "xxs, extra extra small, 2xs", "xs, extra small, xsmall, x small",
    "s, small, sm, smal", "m, medium, med, mid, medum", "l, large, lrg, lg, big",
    "xl, extra large, xlarge, x large, extralarge", "xxl, 2xl, 2 xl, double xl, extra extra large",
    "xxxl, 3xl, 3 xl, triple xl", "grey, gray, gry", "black, blk", "white, wht",
    "navy, navy blue, dark blue", "one size, onesize, universal", "250 g, 250g, quarter kilo",
    "500 g, 500g, half kilo, half a kilo", "1 kg, 1kg, one kilo, a kilo, kilo, 1 kilo",
    "whole bean, whole beans, beans, unground", "ground, grinded, pre ground",
    "unsliced, whole, not sliced, uncut", "sliced, cut", "family, family size, family sized",
    "1 m, 1 metre, 1 meter, one metre, one meter, a metre, a meter",
    "2 m, 2 metres, 2 meters, 2 metre, 2 meter, two metres, two meters, two metre, two meter",
    "3 m, 3 metres, 3 meters, three metres, three meters",
    "1 l, 1 litre, 1 liter, one litre, one liter, a litre, a liter",
    "burgundy, bordeaux, wine red", "beige, sand, cream colored", "vegetarian, veggie",
};

/* Same meaning for questions: the first word stands for all. */
static const char *const synonyms[] = {
    "deliver ship shipping shipment delivery send dispatch courier post postage",
    "cost price fee charge expensive pricing fees",
    "refund reimburse reimbursement money rebate",
    "return returns returned restitution",
    "exchange swap replace replacement",
    "invoice bill billing receipt vat",
    "open opening hour hours schedule close closing closed opened",
    "address location located situated directions find visit",
    "shop store bakery branch outlet premises showroom boutique",
    "pay payment paying paid accept",
    "card visa mastercard amex debit credit",
    "collect pickup collection",
    "allergy allergen allergens allergic allergies intolerance",
    "vegan plantbased dairy animal",
    "discount promo coupon rebate voucher promotion deal reduction",
    "wholesale bulk reseller resell b2b",
    "custom customize customise customized personalised personalized personalise print engrave "
    "embroidery logo printing printed",
    "gift present giftwrap",
    "wrap wrapping wrapped packaging",
    "wash laundry clean washing tumble dryer washed",
    "material fabric cloth made",
    "fresh freshness roast roasted stale",
    "size sizing measurement measurements fit fits",
    "guide chart table",
    "job hire hiring vacancy vacancies career careers employment recruit apprenticeship",
    "phone telephone call mobile hotline",
    "contact reach email mail",
    "data privacy gdpr personal information",
    "student students erasmus university college",
    "restock stock available availability sold",
    "country countries abroad international overseas europe worldwide foreign outside spain "
    "france germany italy portugal england uk ireland scotland usa america canada netherlands "
    "belgium austria switzerland poland sweden norway denmark finland greece turkey brazil "
    "mexico morocco egypt india china japan australia",
    "cater catering event events party platter",
    "freeze freezer frozen store storage keep keeps shelf expire expiry",
    "damaged broken wrong faulty defective complaint complain",
    "change modify edit alter amend",
    "cash cod notes coins",
    "arrive arrival reach receive",
    "parcel package",
    "sunday monday tuesday wednesday thursday friday saturday weekend weekday holiday christmas "
    "easter today tonight tomorrow",
    "long fast quick quickly soon days duration",
    "where whereabouts",
    "grind grinding grinder",
    "free gratis complimentary",
    "warranty guarantee",
};

static const struct rule intents[] = {
    /* What always works comes first; among whole messages the order does not matter. */
    {RULE_EXACT, INTENT_STOP, "stop|unsubscribe|stopall|optout"},
    {RULE_EXACT, INTENT_STOP, "stop all"},
    {RULE_EXACT, INTENT_STOP, "opt out"},
    {RULE_EXACT, INTENT_STOP, "stop messages|messaging|writing|texting"},
    {RULE_EXACT, INTENT_STOP, "stop sending|texting|messaging|contacting|writing me|to? me|"
                              "messages|texts|anything|this|these? messages|texts|things|"
                              "stuff?"},
    {RULE_EXACT, INTENT_STOP, "do not message|contact|text|write|bother me|to? me? again|"
                              "anymore|more?"},
    {RULE_EXACT, INTENT_START, "start|unstop|subscribe|optin"},
    {RULE_EXACT, INTENT_START, "opt in"},

    {RULE_WHOLE, INTENT_HUMAN, "human|agent|person|representative|operator|staff|support|manager"},
    {RULE_WHOLE, INTENT_HUMAN, "customer service|support|care"},
    {RULE_WHOLE, INTENT_HUMAN, "i? want|need a? human|person|agent|representative|operator"},
    {RULE_ANY, INTENT_HUMAN, "talk|speak|chat|connect|transfer|forward|message|communicate "
                             "me? to|with * human|person|people|agent|someone|somebody|staff|"
                             "representative|operator|manager|owner|boss|employee|colleague|"
                             "advisor|team|anyone"},
    {RULE_ANY, INTENT_HUMAN, "real|actual|live|human person|human|agent|people|operator|being|"
                             "assistant|support|chat"},
    {RULE_ANY, INTENT_HUMAN, "talk|speak|chat to|with you directly|personally"},
    {RULE_ANY, INTENT_HUMAN, "call|ask|get|send|give|want|need|contact|prefer|have|has me? a|"
                             "an|the human|agent|representative|operator|manager"},
    {RULE_ANY, INTENT_HUMAN, "call|phone|ring me"},
    {RULE_ANY, INTENT_HUMAN, "someone|somebody call|help|contact|phone me"},
    {RULE_ANY, INTENT_HUMAN, "help from a person|human|agent"},
    {RULE_ANY, INTENT_HUMAN, "customer service|support|care agent|person|team|please"},
    {RULE_ANY, INTENT_HUMAN, "speak|talk to|with customer service|support|care"},

    {RULE_WHOLE, INTENT_LOGIN_CODE, "login|signin"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "log|sign in"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "my account"},
    {RULE_ANY, INTENT_LOGIN_CODE, "login|access|signin|verification code|link"},
    {RULE_ANY, INTENT_LOGIN_CODE, "log|sign in code|link"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "send|give me? a|my|the? code"},
    {RULE_ANY, INTENT_LOGIN_CODE, "code to log|login|sign in?"},

    {RULE_ANY, INTENT_ORDER_CANCEL, "cancel|revoke|abort|annul my|the|this|an|our? last|"
                                    "latest|previous|recent|new|whole|entire? order|orders|"
                                    "purchase"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "cancel|revoke|abort that|what i? order|ordered"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "order cancellation|cancelled|canceled"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "do not want my|the order any? more|anymore?"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "cancel ord"},

    {RULE_ANY, INTENT_ORDER_STATUS, "where|how is|are|about my|the|our order|orders|parcel|"
                                    "package|delivery|stuff|things|shipment|purchase|mug|"
                                    "items|goods"},
    {RULE_ANY, INTENT_ORDER_STATUS, "where my|the order|parcel|package"},
    {RULE_ANY, INTENT_ORDER_STATUS, "track|trace|follow|check|find my|the|an? order|parcel|"
                                    "package|delivery|shipment|purchase"},
    {RULE_ANY, INTENT_ORDER_STATUS, "track ord|#"},
    {RULE_ANY, INTENT_ORDER_STATUS, "order|parcel|package|delivery|shipment|shipping status|"
                                    "tracking|update"},
    {RULE_ANY, INTENT_ORDER_STATUS, "status|news|update of|on|about|for my|the? order|parcel|"
                                    "package|delivery|purchase|ord"},
    {RULE_ANY, INTENT_ORDER_STATUS, "has|have|did|is|was my|the|our order|parcel|package * "
                                    "shipped|sent|ship|left|dispatched|arrived|coming|ready|"
                                    "delivered|confirmed|late"},
    {RULE_ANY, INTENT_ORDER_STATUS, "when will|does|is|do|can|should * my|the order|parcel|"
                                    "package|delivery|stuff|things arrive|come|coming|be|get|"
                                    "here|reach|arriving"},
    {RULE_ANY, INTENT_ORDER_STATUS, "my|the order|parcel|package has|have|did|is not|late|yet|"
                                    "still"},
    {RULE_ANY, INTENT_ORDER_STATUS, "still|been waiting for my|the order|parcel|package|delivery"},
    {RULE_ANY, INTENT_ORDER_STATUS, "what happened|happens to|with my order|parcel|package|"
                                    "delivery"},
    {RULE_ANY, INTENT_ORDER_STATUS, "where * is|are my|our order|orders|parcel|package|delivery|"
                                    "stuff|things|shipment|purchase"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "track|tracking|status"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "my|the order|parcel|package"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "track|follow it"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "where is it"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "tracking number|link|code"},

    {RULE_WHOLE, INTENT_ORDER_LIST, "my? orders|purchases"},
    {RULE_ANY, INTENT_ORDER_LIST, "order|purchase history"},
    {RULE_ANY, INTENT_ORDER_LIST, "my|all|list|past|previous|old|earlier|recent|show past|"
                                  "previous|all|old|earlier|recent|my? orders|purchases"},
    {RULE_ANY, INTENT_ORDER_LIST, "what have|did i ordered|order|bought|buy"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "view|see|show|list|check me? my|the orders"},

    {RULE_ANY, INTENT_CART_CLEAR, "empty|clear|delete|reset|wipe|discard|cancel|remove my|the|"
                                  "this|our|whole? cart|basket|bag|trolley"},
    {RULE_WHOLE, INTENT_CART_CLEAR, "empty|clear|delete|remove|cancel all|everything"},
    {RULE_ANY, INTENT_CART_CLEAR, "remove|delete|clear|take|cancel out? all|everything from|"
                                  "in|out|of"},
    {RULE_WHOLE, INTENT_CART_CLEAR, "clear|empty|reset it"},

    {RULE_ANY, INTENT_CHECKOUT, "checkout"},
    {RULE_ANY, INTENT_CHECKOUT, "check out"},
    {RULE_ANY, INTENT_CHECKOUT, "place|complete|finish|finalize|finalise|submit|send my|the|"
                                "an|this? order"},
    {RULE_ANY, INTENT_CHECKOUT, "that is|will|would be? all|it|everything"},
    {RULE_ANY, INTENT_CHECKOUT, "i|we am|are done|finished|ready"},
    {RULE_ANY, INTENT_CHECKOUT, "ready to order|pay|buy|checkout"},
    {RULE_WHOLE, INTENT_CHECKOUT, "done|ready|finish|finished|order|buy|pay|proceed|purchase|complete"},
    {RULE_WHOLE, INTENT_CHECKOUT, "that all"},
    {RULE_WHOLE, INTENT_CHECKOUT, "no that is all|it|everything"},
    {RULE_WHOLE, INTENT_CHECKOUT, "all done|good|set"},
    {RULE_WHOLE, INTENT_CHECKOUT, "nothing|no|not else|more"},
    {RULE_WHOLE, INTENT_CHECKOUT, "no nothing else|more"},
    {RULE_WHOLE, INTENT_CHECKOUT, "no|nothing? thing? else"},
    {RULE_WHOLE, INTENT_CHECKOUT, "order|buy|pay|purchase now|it|this|them|everything|all"},
    {RULE_WHOLE, INTENT_CHECKOUT, "i? want|like|would|will like? to? pay|checkout|proceed|buy|"
                                  "order now|it?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "proceed|go|continue to|with the|my? checkout|payment|order|"
                                  "pay"},
    {RULE_WHOLE, INTENT_CHECKOUT, "i|we want|would|will like? to pay|order|buy|checkout"},
    {RULE_WHOLE, INTENT_CHECKOUT, "let us|me order|pay|buy|checkout|finish now|it?"},

    {RULE_WHOLE, INTENT_CART_SHOW, "my|the|shopping? cart|basket|bag|trolley"},
    {RULE_WHOLE, INTENT_CART_SHOW, "my shopping cart|basket|bag"},
    {RULE_ANY, INTENT_CART_SHOW, "show|view|see|check|open|display|review|list me? my|the|"
                                 "our? shopping? cart|basket|trolley"},
    {RULE_ANY, INTENT_CART_SHOW, "what|how is|do|have|many|much i? * in|on my|the? shopping? "
                                 "cart|basket|bag"},
    {RULE_ANY, INTENT_CART_SHOW, "what|how much is my|the total|sum"},
    {RULE_WHOLE, INTENT_CART_SHOW, "my|the? total"},
    {RULE_ANY, INTENT_CART_SHOW, "what have i got|added|chosen|selected"},
    {RULE_ANY, INTENT_CART_SHOW, "what did i add|choose|select|put"},
    {RULE_WHOLE, INTENT_CART_SHOW, "show|view me? my order"},
    {RULE_ANY, INTENT_CART_SHOW, "what am i buying|ordering"},

    {RULE_ANY, INTENT_SAME_ADDRESS, "same address|place|location"},
    {RULE_ANY, INTENT_SAME_ADDRESS, "usual|last|previous|saved address"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "the? same as before|always|usual|last time?"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "the|my? same|usual"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "the? same again"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "same order|things|thing|items|stuff as|like before|always|usual|last time?"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "same as|like last time|week|month|order"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "the|my usual please|order|again"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "have|get|take|want|like|order the|my usual|same"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "repeat|reorder|redo my|the|that? last|previous|old|usual? order"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "order the? same again?"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "order|buy|repeat it|that|same? again"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "reorder|repeat"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "what i had|got|ordered|bought last time"},
    {RULE_ANY, INTENT_SAME_ADDRESS, "address as|like before|always|last|usual"},

    {RULE_WHOLE, INTENT_PICKUP, "pickup|collect|collection|takeaway"},
    {RULE_WHOLE, INTENT_PICKUP, "pick up|it|them up? myself?"},
    {RULE_WHOLE, INTENT_PICKUP, "in|at|from the? shop|store|person"},
    {RULE_WHOLE, INTENT_PICKUP, "store|shop|self pickup|collection"},
    {RULE_ANY, INTENT_PICKUP, "i|we|will|to pick|collect|fetch|come up|it|them|and|myself|"
                              "ourselves"},
    {RULE_ANY, INTENT_PICKUP, "i|we will|would|want|prefer to? pickup|collect"},
    {RULE_WHOLE, INTENT_PICKUP, "i|we? prefer|want|choose|for|take|like? pickup|collection"},
    {RULE_WHOLE, INTENT_PICKUP, "i|we? collect it|them"},
    {RULE_ANY, INTENT_PICKUP, "come and|to get|collect|pick it|them"},
    {RULE_WHOLE, INTENT_PICKUP, "pickup|collect in|at|from|it|them the? shop|store?"},

    {RULE_WHOLE, INTENT_DELIVERY, "delivery|deliver|delivered|ship|shipping|courier"},
    {RULE_WHOLE, INTENT_DELIVERY, "home delivery"},
    {RULE_ANY, INTENT_DELIVERY, "deliver|ship|send|bring|post it|them|this|everything|to to|"
                                "me|please|my|home"},
    {RULE_WHOLE, INTENT_DELIVERY, "deliver|ship|send|bring it|them|this|everything|that"},
    {RULE_WHOLE, INTENT_DELIVERY, "deliver|delivery|ship|send to my|the? house|home|address|"
                                  "door|me"},
    {RULE_WHOLE, INTENT_DELIVERY, "i|we? want|prefer|choose|for|take|like|need it? delivery|"
                                  "delivered|shipped"},
    {RULE_WHOLE, INTENT_DELIVERY, "to my home|house|address|place"},

    {RULE_ANY, INTENT_QUESTIONS, "frequently asked questions"},
    {RULE_ANY, INTENT_QUESTIONS, "common|other|list|faq questions"},
    {RULE_WHOLE, INTENT_QUESTIONS, "faq|faqs|question|questions"},
    {RULE_WHOLE, INTENT_QUESTIONS, "i|we? have|got|some? a|some|another? question|questions"},
    {RULE_WHOLE, INTENT_QUESTIONS, "show|see|list me? the? questions|faq|faqs"},
    {RULE_WHOLE, INTENT_QUESTIONS, "can|may i ask you? a? question|something|questions?"},
    {RULE_WHOLE, INTENT_QUESTIONS, "info|information"},

    {RULE_WHOLE, INTENT_MENU, "menu|home|restart|mainmenu"},
    {RULE_WHOLE, INTENT_MENU, "the|main|show|see|open|my main|me|the? menu"},
    {RULE_WHOLE, INTENT_MENU, "show|see|give me? the? main? menu|options"},
    {RULE_WHOLE, INTENT_MENU, "start over|again"},
    {RULE_WHOLE, INTENT_MENU, "go|back|return back? to? the|main? main? menu|start|beginning|"
                              "home"},
    {RULE_WHOLE, INTENT_MENU, "what are|is my|the options|menu|choices"},
    {RULE_WHOLE, INTENT_MENU, "options"},
    {RULE_ANY, INTENT_MENU, "main menu"},
    {RULE_WHOLE, INTENT_MENU, "can|could|may i see|have|get the menu"},

    {RULE_WHOLE, INTENT_HELP, "help|sos|assistance"},
    {RULE_WHOLE, INTENT_HELP, "help me|us out?"},
    {RULE_WHOLE, INTENT_HELP, "i|we need|want|some? some|your|a? little? help|assistance"},
    {RULE_WHOLE, INTENT_HELP, "can|could|would|will you help|assist me|us out?"},
    {RULE_WHOLE, INTENT_HELP, "what can you|i do|say|ask here?"},
    {RULE_WHOLE, INTENT_HELP, "how does|do this|it|you|i work|order|use this|it?"},
    {RULE_WHOLE, INTENT_HELP, "how can i order|buy|use this|something|here|it?"},
    {RULE_WHOLE, INTENT_HELP, "how do|can i place|make an? order"},
    {RULE_WHOLE, INTENT_HELP, "commands|instructions"},
    {RULE_WHOLE, INTENT_HELP, "are|is you|this a|an|the? real|actual|live? bot|robot|chatbot|"
                              "machine|computer|program|ai|human|person|assistant|chatgpt"},
    {RULE_WHOLE, INTENT_HELP, "am i talking|speaking|chatting|writing to|with a? real? bot|robot|"
                              "machine|computer|human|person"},
    {RULE_WHOLE, INTENT_HELP, "who are|is you|this"},
    {RULE_WHOLE, INTENT_HELP, "what do|should|can|must i do|write|type|say now|here?"},

    {RULE_ANY, INTENT_RECOMMEND, "what|which|anything|something * do|would|can|could|should? you "
                                 "recommend|suggest|advise"},
    {RULE_ANY, INTENT_RECOMMEND, "recommend|suggest me|us? something|anything|one"},
    {RULE_ANY, INTENT_RECOMMEND, "any|some|your recommendation|recommendations|suggestion|"
                                 "suggestions"},
    {RULE_ANY, INTENT_RECOMMEND, "what|something|anything * goes|go|fits|matches|match|pairs|"
                                 "pair|works well|nicely|good|best? with"},
    {RULE_ANY, INTENT_RECOMMEND, "what do|would * people|others|customers|everybody|everyone "
                                 "usually|mostly|often? buy|get|order|take"},
    {RULE_ANY, INTENT_RECOMMEND, "best seller|sellers|selling"},
    {RULE_ANY, INTENT_RECOMMEND, "bestseller|bestsellers"},
    {RULE_ANY, INTENT_RECOMMEND, "most popular|bought"},
    {RULE_WHOLE, INTENT_RECOMMEND, "what is|are most? popular|best|good|tasty here?"},
    {RULE_WHOLE, INTENT_RECOMMEND, "what should|shall i|we get|buy|order|take|try|pick|choose"},
    {RULE_WHOLE, INTENT_RECOMMEND, "i? do not know what to get|buy|order|take|pick|choose"},
    {RULE_WHOLE, INTENT_RECOMMEND, "help me choose|decide|pick something|one?"},

    {RULE_WHOLE, INTENT_BROWSE, "products|catalogue|catalog|shop|browse|items|assortment|"
                                "collection|categories|range|articles|goods|stock|category|"
                                "store|shopping"},
    {RULE_ANY, INTENT_BROWSE, "what|which * do you|they|u sell|offer|stock|carry"},
    {RULE_ANY, INTENT_BROWSE, "what do you have|got * to|for|in|on sale|offer|buy|shop|store|"
                              "stock"},
    {RULE_ANY, INTENT_BROWSE, "what|anything|something do|have? you? have|got? under|below"},
    {RULE_WHOLE, INTENT_BROWSE, "what do|have|else|all? you|do have|got|you|sell|else have? "
                                "there|here|else?"},
    {RULE_WHOLE, INTENT_BROWSE, "what is available|there|new|on|for sale|offer?"},
    {RULE_WHOLE, INTENT_BROWSE, "what can i|you get|buy|order|offer|sell|have here|me?"},
    {RULE_ANY, INTENT_BROWSE, "show|see|view|browse|open|list|send|share|have me|your|the|us? "
                              "your|the|all|some? products|catalogue|catalog|items|range|"
                              "categories|collection|shop|assortment|everything|goods|price"},
    {RULE_WHOLE, INTENT_BROWSE, "show me everything|more|all|something"},
    {RULE_WHOLE, INTENT_BROWSE, "surprise me"},
    {RULE_WHOLE, INTENT_BROWSE, "can|could|may i order|buy|shop something|here|now?"},
    {RULE_WHOLE, INTENT_BROWSE, "what is on|in your|the menu|list"},
    {RULE_WHOLE, INTENT_BROWSE, "do|have you? have|got? a|the|your? menu|catalogue|catalog|list"},
    {RULE_ANY, INTENT_BROWSE, "something|anything nice|cheap|cheaper|good|special|different|"
                              "similar|new|else"},
    {RULE_WHOLE, INTENT_BROWSE, "i? want|would|like|am like? to|just? order|buy|shop|browse|"
                                "browsing|looking|look something|around|things|stuff?"},
    {RULE_WHOLE, INTENT_BROWSE, "just? looking|browsing around?"},
    {RULE_WHOLE, INTENT_BROWSE, "price list|prices"},
    {RULE_WHOLE, INTENT_BROWSE, "shop now"},
    {RULE_WHOLE, INTENT_BROWSE, "see|view products|all|shop"},
    {RULE_WHOLE, INTENT_BROWSE, "keep|continue|start|go shopping|browsing"},

    {RULE_WHOLE, INTENT_MORE, "more|next|continue"},
    {RULE_WHOLE, INTENT_MORE, "show|see|view|send|load|give me? some? more"},
    {RULE_WHOLE, INTENT_MORE, "next|more|another page|ones|options|results|items|products|"
                              "choices"},
    {RULE_WHOLE, INTENT_MORE, "show|see me? next|more|other|others|the page|ones|options|"
                              "results|products|next?"},
    {RULE_WHOLE, INTENT_MORE, "the? next page|one|ones"},
    {RULE_WHOLE, INTENT_MORE, "any|anything|what more|else|others"},
    {RULE_WHOLE, INTENT_BACK, "back|previous|prev"},
    {RULE_WHOLE, INTENT_BACK, "go|get|step|take me? back"},
    {RULE_WHOLE, INTENT_BACK, "previous page|one|step"},

    {RULE_WHOLE, INTENT_CANCEL, "cancel|nevermind|abort|exit|quit|leave|forget"},
    {RULE_WHOLE, INTENT_CANCEL, "never mind"},
    {RULE_WHOLE, INTENT_CANCEL, "cancel|forget|leave|stop|drop it|this|that"},
    {RULE_WHOLE, INTENT_CANCEL, "forget about? it|that|this"},
    {RULE_WHOLE, INTENT_CANCEL, "i? changed my mind"},
    {RULE_WHOLE, INTENT_CANCEL, "i? do not want to|it|this|that|anything continue|anymore|"
                                "order|any? more?"},
    {RULE_WHOLE, INTENT_CANCEL, "i? want to cancel"},

    {RULE_WHOLE, INTENT_CHANGE, "change|edit|modify|amend|correct|alter|update"},
    {RULE_WHOLE, INTENT_CHANGE, "i? want|need|would|like|can|let|make like|i|me? to? a? "
                                "change|edit|modify|correct something|it|this|changes|that|"
                                "address|name|details?"},
    {RULE_WHOLE, INTENT_CHANGE, "change|edit|modify|correct|fix|update something|it|this|that|"
                                "my|the|address|name|details|items|things|quantity address|"
                                "name|details|cart|basket|quantity|items?"},
    {RULE_WHOLE, INTENT_CHANGE, "something|that|this|it is wrong|incorrect"},

    {RULE_WHOLE, INTENT_WAIT, "wait|hang|hold on? please|a|one|there? moment|minute|second|sec?"},
    {RULE_WHOLE, INTENT_WAIT, "one|a|give just|me? one|a? moment|minute|second|sec"},
    {RULE_WHOLE, INTENT_WAIT, "just? one|a moment|minute|second|sec"},
    {RULE_WHOLE, INTENT_WAIT, "let me think|see|check|ask|look about|on|it? it|first|that?"},
    {RULE_WHOLE, INTENT_WAIT, "i will|need|have to? think|ask about|on|my? it|that|wife|husband?"},

    {RULE_WHOLE, INTENT_YES, "yes|ok|sure|confirm|confirmed|correct|right|yes|absolutely|"
                             "definitely|exactly|agreed|perfect|fine|great|indeed|certainly|"
                             "affirmative|good|cool|deal|true|alright|accept|accepted|awesome|"
                             "lovely|yesss|agree"},
    {RULE_WHOLE, INTENT_YES, "yes yes|sure|confirm|correct|ok|it|that|i|all|everything|"
                             "perfect|great|go|exactly|definitely|absolutely|right|thanks is|"
                             "do|confirm|am|want|correct|ahead|that? correct|right|fine|ok|"
                             "sure|good|perfect|it?"},
    {RULE_WHOLE, INTENT_YES, "yes|ok|sure|fine|great|perfect please? go? ahead? and? place|send|"
                             "submit|order|book it|them|that|this|the|my order?"},
    {RULE_WHOLE, INTENT_YES, "i take|want"},
    {RULE_WHOLE, INTENT_YES, "of course"},
    {RULE_WHOLE, INTENT_YES, "go ahead|on|for with|it? it?"},
    {RULE_WHOLE, INTENT_YES, "do it|that|so"},
    {RULE_WHOLE, INTENT_YES, "please|yes do"},
    {RULE_WHOLE, INTENT_YES, "i|we confirm|agree|accept|do it|that|the|this? order?"},
    {RULE_WHOLE, INTENT_YES, "confirm|approve|accept it|that|the|my|this? order?"},
    {RULE_WHOLE, INTENT_YES, "sounds|looks|all|that|it|everything|is|seems good|great|fine|"
                             "correct|right|perfect|ok|is|looks|sounds good|fine|right|"
                             "correct|ok|great|perfect|it|to? me?"},
    {RULE_WHOLE, INTENT_YES, "that is|sounds|looks|all|works right|correct|fine|good|ok|great|"
                             "perfect|for me?"},
    {RULE_WHOLE, INTENT_YES, "why not"},
    {RULE_WHOLE, INTENT_YES, "i would love|like to|that|it"},
    {RULE_WHOLE, INTENT_YES, "very good|well"},
    {RULE_WHOLE, INTENT_YES, "no problem|worries"},

    {RULE_WHOLE, INTENT_NO, "no|not|wrong|incorrect|negative|never|nothing|none|n"},
    {RULE_WHOLE, INTENT_NO, "no no|thanks|thank|way|need|not|it|do|wrong|never|i|sorry you|"
                            "now|yet|is|not|do|am? not|wrong|want|good|good? it|that|correct|"
                            "right?"},
    {RULE_WHOLE, INTENT_NO, "not|maybe now|yet|today|really|interested|sure|later|right|"
                            "correct|at now|all?"},
    {RULE_WHOLE, INTENT_NO, "i do not think|agree|want|confirm so|it|that|to?"},
    {RULE_WHOLE, INTENT_NO, "do not do? it|that|confirm|want|order|send?"},
    {RULE_WHOLE, INTENT_NO, "that|it|this is not right|correct|it|ok|good|what"},
    {RULE_WHOLE, INTENT_NO, "i am good"},

    {RULE_WHOLE, INTENT_THANKS, "thanks|thankyou|cheers|merci|gracias|thanks|appreciated"},
    {RULE_WHOLE, INTENT_THANKS, "thank you|u so|very|for|again|much|a? much|lot|many|your|all|"
                                "everything|the|help? help|time|quick? answer|reply|service|"
                                "info|information|help?"},
    {RULE_WHOLE, INTENT_THANKS, "many|ok|great|perfect|thanks|super|good|cool|awesome|nice|"
                                "alright|got|much|yes|fine thanks|thank|it|obliged|"
                                "appreciated you|thanks? so? much? bye?"},
    {RULE_WHOLE, INTENT_THANKS, "thanks a|so|very|for|again|you|much|all|mate|man|bye|"
                                "everything lot|much|your|the|bunch|everything|help|all|ton|"
                                "million? help|time|info|reply|answer?"},
    {RULE_WHOLE, INTENT_THANKS, "i|we? really? appreciate it|that|your|this help?"},
    {RULE_WHOLE, INTENT_THANKS, "you are|have great|awesome|the|very|been best|kind|helpful|"
                                "great"},

    {RULE_WHOLE, INTENT_GOODBYE, "bye|goodbye|ciao|farewell|cya|adios|byebye|goodnight"},
    {RULE_WHOLE, INTENT_GOODBYE, "bye|good|see|talk|catch|take|thanks|until bye|night|you|to|"
                                 "care|soon|for|later|next you|now|later|soon|up|then|"
                                 "tomorrow|time? later|soon|then?"},
    {RULE_WHOLE, INTENT_GOODBYE, "have a nice|good|great|lovely|wonderful day|one|evening|"
                                 "night|weekend|time"},
    {RULE_WHOLE, INTENT_GOODBYE, "thank|thanks you|and|so? and|very|much? much? good? bye|"
                                 "goodbye"},
    {RULE_WHOLE, INTENT_GOODBYE, "nothing else goodbye|bye"},

    {RULE_WHOLE, INTENT_GREETING, "hi|hello|hey|howdy|yo|greetings|hola|bonjour|salam|ola|sup|"
                                  "morning|evening|afternoon|namaste"},
    {RULE_WHOLE, INTENT_GREETING, "good morning|afternoon|evening|day everyone|all|team|guys?"},
    {RULE_WHOLE, INTENT_GREETING, "hi|hello|hey there|team|guys|all|everyone|good|again|hi|"
                                  "hello|waiter|folks|shop|bot|you|friend|how morning|"
                                  "afternoon|evening|day|there|are? there|you|doing|team? "
                                  "doing|today?"},
    {RULE_WHOLE, INTENT_GREETING, "how are|is you|it|things|your doing|going|day|today? today|"
                                  "going?"},
    {RULE_WHOLE, INTENT_GREETING, "what is up"},
    {RULE_WHOLE, INTENT_GREETING, "is|are|you anyone|anybody|somebody|someone|you|there there|"
                                  "here|online?"},
    {RULE_WHOLE, INTENT_GREETING, "nice to meet you"},
    {RULE_WHOLE, INTENT_GREETING, "salam alaikum"},

    {RULE_FIRST, INTENT_YES, "yes|sure|correct|absolutely|definitely|confirm"},
    {RULE_FIRST, INTENT_NO, "no|nope"},
};

static const struct rule wishes[] = {
    {RULE_ANY, WISH_REMOVE, "remove|delete|drop|cancel|minus|exclude|discard"},
    {RULE_ANY, WISH_REMOVE, "take|leave|get|throw out|off|away|rid"},
    {RULE_ANY, WISH_REMOVE, "take|leave the|that|this|my * out|off|away"},
    {RULE_ANY, WISH_REMOVE, "do not|no want|need|longer want|need? the|any|a|that|this|my"},
    {RULE_ANY, WISH_REMOVE, "do not|no want|need|longer|add want|need?"},
    {RULE_ANY, WISH_REMOVE_HERE, "without|no|except|not"},
    {RULE_ANY, WISH_SET, "make it|that|them|this|those|the"},
    {RULE_ANY, WISH_SET, "change|set|update|adjust|correct|increase|reduce|decrease|raise|"
                         "lower|switch|swap|edit|modify|replace"},
    {RULE_ANY, WISH_SET, "i meant|mean"},
    {RULE_ANY, WISH_SET, "make my|both"},
    {RULE_ANY, WISH_SET, "just|only a|an|#"},
    {RULE_TAIL, WISH_SET, "instead|rather"},
    {RULE_ANY, WISH_MORE, "# more|extra|additional|another"},
    {RULE_ANY, WISH_MORE, "another|again"},
    {RULE_ANY, WISH_MORE, "another #"},
    {RULE_ANY, WISH_MORE, "a|an extra|additional"},
    {RULE_ANY, WISH_MORE, "the same again"},
    {RULE_ANY, WISH_SHOW, "show|browse|display|search|find|see|view"},
    {RULE_ANY, WISH_SHOW, "show|tell me|us more? about?"},
    {RULE_ANY, WISH_SHOW, "send|give me|us more|a|the|some|your? about|pictures|photos|"
                          "details|info|photo|picture|information|price|prices|link|list"},
    {RULE_ANY, WISH_SHOW, "do|have|are|is|does you|u|there|it still|also|even? have|got|sell|"
                          "any|stock|carry|offer|keep|do|make"},
    {RULE_ANY, WISH_SHOW, "you have|got|sell|stock|any"},
    {RULE_ANY, WISH_SHOW, "have|has|got you any|got"},
    {RULE_ANY, WISH_SHOW, "looking|searching|interested for|in|at"},
    {RULE_ANY, WISH_SHOW, "price|prices|cost|photo|picture|pictures|photos|details|info|"
                          "information|description of|for|on|about"},
    {RULE_ANY, WISH_SHOW, "how much|expensive is|are|for|does|do|the|a"},
    {RULE_ANY, WISH_SHOW, "how much is|are|does|do it|that|this|they|those cost?"},
    {RULE_ANY, WISH_SHOW, "is|are it|that|this|they|those still? in|available stock?"},
    {RULE_ANY, WISH_SHOW, "what does|do|is it|that|this|they cost|price?"},
    {RULE_ANY, WISH_SHOW, "what|which|how about|kind|kinds|sort|sorts|type|types|other|color|"
                          "colors|sizes|size|much of|do|are|is?"},
    {RULE_ANY, WISH_SHOW, "is|are the|your|there|this|these|that|those"},
    {RULE_ANY, WISH_SHOW, "see|view|check the|your|some|all|out"},
    {RULE_ANY, WISH_SHOW, "help|let me to? choose|pick|decide|find|compare"},
    {RULE_ANY, WISH_SHOW, "recommend|suggest|compare"},
    /* Haggling: the answer is the price. */
    {RULE_ANY, WISH_SHOW, "give|offer|pay you"},
    {RULE_ANY, WISH_SHOW, "can|could|would|will you do|make|sell it? for? #"},
    {RULE_ANY, WISH_SHOW, "how much would|will|can|could|do you give|pay|offer me|us?"},
    {RULE_FIRST, WISH_SHOW, "more|other|any|some"},
    {RULE_TAIL, WISH_SHOW, "do|can you|they have|sell|got|stock|offer|carry|make|show"},
    {RULE_TAIL, WISH_SHOW, "available|price"},
    {RULE_TAIL, WISH_SHOW, "in stock"},
    {RULE_TAIL, WISH_SHOW, "how much"},
    {RULE_ANY, WISH_TOLD, "i|we have|had|already|just? already? paid|bought|ordered|received|"
                          "returned|got|purchased|sent|lost|broke already?"},
    {RULE_ANY, WISH_TOLD, "i|we have|got|had a|some|another|one question|questions|problem|problems|doubt|issue|request|complaint|something"},
    {RULE_ANY, WISH_TOLD, "i|we have|got question|questions|something|problems"},
    {RULE_ANY, WISH_SHOW, "anything|something|stuff|things for|with|like"},
    {RULE_ANY, WISH_ADD, "i|we want|need|take|order|get|have|buy|wants|needs"},
    {RULE_ANY, WISH_ADD, "i|we will|would|wanna|shall|am|are just? love|like|take|have|get|"
                         "need|want|order|buy|going|having|getting|taking|ordering"},
    {RULE_ANY, WISH_ADD, "can|could|may|might|let i|we|you|me|us please? just? have|get|order|"
                         "buy|add|take|give|send|put|purchase|include|bring"},
    {RULE_ANY, WISH_ADD, "can|could|will|would you please? make|fix|do|prepare|cook me|us"},
    {RULE_ANY, WISH_ADD, "add|buy|purchase|include"},
    {RULE_ANY, WISH_ADD, "to|and|also|please order|buy|get|have"},
    {RULE_FIRST, WISH_ADD, "order|ordering|take|want|need|wants|put|send|get"},
    {RULE_ANY, WISH_ADD, "give|send|get|bring|sell|put|prepare|reserve|pack me|us|in|aside"},
    {RULE_ANY, WISH_ADD, "want|like|love|need to have|get|order|buy|purchase|add|take"},
    {RULE_TAIL, WISH_ADD, "to|in|into my|the? cart|basket|bag|order"},
};

static const char order_verbs[] = "buy order get have add purchase take grab reserve try include";
static const char show_verbs[] = "see know view look find browse hear learn check ask";
/* Heads of synonym lines that are only the circumstances of a question (see below). */
static const char context_words[] = "sunday country";
static const char choice_words[] = "number option item choice product no one position";
static const char pronouns[] = "it that this them those these one ones";
/* "change this TO that" */
static const char becomes_words[] = "to for with into by";
static const char the_words[] =
    "the this that another any no which each first second third last other every same";
static const char ask_words[] =
    "what when where how why which who can could do does is are may will would should if "
    "whats did has have";

const struct language language_en = {
    .code = "en",
    .spellings = spellings, .spelling_count = COUNT(spellings),
    .numbers = numbers, .number_count = COUNT(numbers),
    .ordinals = ordinals, .ordinal_count = COUNT(ordinals),
    .intents = intents, .intent_count = COUNT(intents),
    .wishes = wishes, .wish_count = COUNT(wishes),
    .option_words = option_words, .option_word_count = COUNT(option_words),
    .synonyms = synonyms, .synonym_count = COUNT(synonyms),
    .lists = {
        {WORD_MODIFIER, "no without extra hold less"},
        {WORD_STOP, stop_words}, {WORD_COMMON, common_words}, {WORD_COMMON, more_common_words},
        {WORD_FILLER, fillers},
        {WORD_CONNECTOR, connectors}, {WORD_AND, ands}, {WORD_UNIT, units},
        {WORD_COUNTER, counters}, {WORD_STREET, streets}, {WORD_BEFORE_NUMBER, before_numbers},
        {WORD_PLURAL, plural_things}, {WORD_ORDER_VERB, order_verbs}, {WORD_SHOW_VERB, show_verbs},
        {WORD_TIMES, "x"}, {WORD_ARTICLE, "a an"}, {WORD_PAIR, "pair pairs"}, {WORD_HALF, "half"},
        {WORD_DOZEN, "dozen dozens"}, {WORD_ONE, "one"}, {WORD_TO, "to"}, {WORD_NOT, "not no"},
        {WORD_CHOICE, choice_words}, {WORD_CONTEXT, context_words},
        {WORD_PRONOUN, pronouns}, {WORD_BECOMES, becomes_words},
        {WORD_ROAD, roads}, {WORD_THE, the_words}, {WORD_ASK, ask_words},
    },
};
