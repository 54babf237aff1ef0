/* guard_words.c -- what words mean to the guard, as data, every language together: a lie may be told
 * in another language than the question. Letters are folded when the table is read; "word*" is
 * whatever begins so. A new language adds its words to these lines. */
#include "guard_parts.h"

/* Each promise has an id of its own, so that "cancelled" is never proven by "confirmed". */
enum {
    FREE = 1, DISCOUNT = GUARD_DISCOUNT, PAYS = GUARD_PAYS, REFUND, CONFIRMED, CANCELLED, PLACED, PAID, SHIPPED, DELIVERED, APPLIED,
    CHANGED, BOOKED, CREDITED, PROMISED, GIFT, TODAY, SOLD_OUT, IN_STOCK, EVERYTHING, CHEAPER,
    UNLIMITED, RETURNED, SAFE, EXPRESS, WON, NOTHING,
    READY, RECEIVED, SUCCESS, FINISHED, PENDING, DONE, COURIER, CONFIRM, CANCEL, OFFERS = GUARD_OFFERS
};

#define IDEA(id, words) {GUARD_IDEA, id, NULL, words}
#define CLAIM(id, words) {GUARD_CLAIM, id, NULL, words}
#define UNIT(id, words) {GUARD_UNIT, id, NULL, words}
#define DAY(id, words) {GUARD_DAY, id, NULL, words}

const struct guard_line guard_lines[] = {
    /* polite and plain words beyond each language's own small ones */
    {GUARD_PLAIN, 0, NULL,
     "hello hi hey thanks thank welcome please sorry sure course glad gladly happy happily help helps "
     "question questions ask know see find here there anything something else look looking choose "
     "choice choosing cost costs price prices priced each one yes no not cannot cant can could would will may "
     "tell write let like love nice great good lovely best day team person people our us shop chat "
     "message send about which also too just only well and or but if usually available have has "
     "got get take takes need want it its that this these those is are was be do does you your we i "
     "im ill well were youre thats theres shall add information info unfortunately change offer "
     "moment kind regards enjoy both between then than so at in on of to for from with by as the a an "
     "currently right now when where what how who why while until again more less most any some all "
     "offer make contact reach talk speak answer details interested option options come comes give gives"},
    {GUARD_PLAIN, 0, NULL,
     "hola gracias favor siento lo claro si no con mucho gusto encantado encantada encantados ayudar "
     "ayudarte ayudarle puedo podemos puede puedes podria pregunta preguntas preguntar saber ver busca "
     "buscas elegir cuesta cuestan vale valen precio precios cada tienda chat mensaje equipo persona "
     "nuestro nuestra nuestros nuestras tenemos tienes hay esta estan estamos es son somos el la los las "
     "un una de del al a en por para que se te le nos tu su mas menos muy bien tambien solo pero y o "
     "algo alguna alguno otra otro aqui ahora cuando donde como cual quien desde hasta entre sobre sin "
     "anado anadir quieres quiere gustaria desea deseas lamento lamentablemente disculpa disculpe "
     "ofrecer dar hacer cambiar decir contactar escribe escribenos escriba llama llamanos llame informacion ese esa este "
     "eso esos pregunta pregunte encontrar encuentras encuentra tarda tardan recibir dentro resto abrimos usted vosotros ustedes"},
    {GUARD_PLAIN, 0, NULL,
     "ola obrigado obrigada favor desculpe desculpa lamento claro sim nao com prazer ajudar ajuda posso "
     "podemos pode podes poderia pergunta perguntas saber ver procura escolher custa custam vale preco "
     "precos cada loja chat mensagem equipa equipe pessoa nosso nossa nossos nossas temos tem tens ha "
     "esta estao estamos e sao somos o a os as um uma de do da dos das ao em no na nos nas por para "
     "pelo pela que se te lhe tu seu sua mais menos muito bem tambem so mas ou algo alguma outra outro "
     "aqui agora quando onde como qual quem desde ate entre sobre sem adicionar quer queres gostaria "
     "oferecer fazer dar infelizmente mudar alterar dizer contactar escreva escreve ligue liga informacao esse essa este "
     "isso pergunte pergunta encontrar encontra nos leva demora dentro resto abrimos voce voces foi"},
    {GUARD_PLAIN, 0, NULL,
     "bonjour salut merci plait svp desole desolee volontiers oui non avec plaisir aider aide peux "
     "pouvons peut pouvez pourrais question questions demander savoir voir cherchez choisir coute "
     "coutent prix chaque boutique magasin chat message equipe personne notre nos nous avons avez a il y "
     "est sont sommes le la les un une des de du au aux en dans par pour que qui se te vous tu votre "
     "vos plus moins tres bien aussi seulement mais ou et quelque chose autre autres ici maintenant "
     "quand comment quel quelle depuis jusqu jusque entre sur sans ajouter ajoute voulez veux souhaitez "
     "faire malheureusement changer dire contacter ecrivez ecris appelez appelle information ce cette ces c "
     "l d j n s m t qu on elle elles ils ne pas je demandez demande nous ouvrons trouvez trouver compter dedans reste rendre valable"},
    {GUARD_PLAIN, 0, NULL,
     "مرحبا اهلا شكرا عفوا عذرا اسف نعم لا بالتاكيد طبعا يسعدنا يسعدني مساعدتك مساعده اساعدك استطيع نستطيع "
     "يمكن يمكنك يمكنني يمكننا سوال اسئله تسال معرفه ترى تبحث تختار اختيار يكلف تكلف سعر سعره سعرها اسعار الاسعار كل متجر "
     "متجرنا المتجر المحل محلنا دردشه الدردشه رساله فريق فريقنا شخص احد لدينا عندنا هو هي من الى في على عن مع و او ان "
     "التي الذي هذا هذه ذلك ما لم لن غير قبل بعد حتى بين اكثر اقل جدا ايضا فقط لكن شيء اخر اخرى هنا الان "
     "تقديم منح متى اين كيف اي من اضيف اضافه تريد ترغب للاسف تغيير اغير نغير اكتب راسلنا اتصل تواصل معلومات تجد "
     "تجدنا يستغرق داخل باقي لك ذلك اسال شخصا فريقنا نفتح انت انتم نحن انا هناك ثمنه ثمن فضلك تفضل اوقات قيمه"},

    {GUARD_NOT, 0, NULL,
     "not no never nor none neither dont doesnt didnt isnt arent wasnt wont wouldnt without nunca "
     "jamas tampoco ni sin nao nem sem pas jamais ne non sans لا ليس ليست لن لم غير بدون ولا لست"},
    {GUARD_NOT | GUARD_CAN, 0, NULL, "cannot cant couldnt unable"},
    {GUARD_CAN, 0, NULL,
     "can could able allowed puedo podemos puede posible posso podemos pode consigo possivel peux "
     "pouvons peut possible استطيع نستطيع يمكن يمكنني يمكننا اقدر"},
    {GUARD_FROM, 0, NULL,
     "from over above least minimum beyond exceeding partir desde superior superiores minimo acima "
     "des dela depasse من فوق ابتداء اعتبارا اكثر يزيد"},
    {GUARD_YOURS, 0, NULL, "your tu su teu tua seu sua votre ta vos طلبك طلبيتك"},
    {GUARD_IDEA, GUARD_ORDER_IDEA, NULL, "طلبك طلبيتك"},
    {GUARD_IF, 0, NULL, "if unless only when until except si salvo cuando se exceto quando sauf quand اذا عندما الا فقط"},

    UNIT(UNIT_PERCENT, "percent percentage pct ciento cento pourcent بالمئه بالمايه المئه المايه"),
    UNIT(UNIT_MINUTE, "minute minutes min mins minuto minutos دقيقه دقائق"),
    UNIT(UNIT_HOUR, "hour hours hora horas heure heures ساعه ساعات ساعتين"),
    UNIT(UNIT_DAY, "day days dia dias jour jours يوم ايام يوما يومين"),
    UNIT(UNIT_WEEK, "week weeks semana semanas semaine semaines اسبوع اسابيع اسبوعين اسبوعا"),
    UNIT(UNIT_MONTH, "month months mes meses mois شهر اشهر شهور شهرين شهرا"),
    UNIT(UNIT_YEAR, "year years ano anos an ans annee annees سنه سنوات عام اعوام سنتين"),
    UNIT(UNIT_WEIGHT, "kg kilo kilos kilogram kilograms gram grams gramos gramas grammes g كيلو كغ غرام جرام"),
    UNIT(UNIT_LENGTH, "cm mm km metre metres meter meters centimetros centimetres سم متر كم"),
    UNIT(UNIT_DEGREE, "degree degrees grados graus degres درجه درجات"),
    UNIT(UNIT_PIECE, "piece pieces unit units item items left pieza piezas unidad unidades quedan peca pecas unidade "
     "unidades restam unite unites restent article articles قطعه قطع"),

    {GUARD_FOREIGN, 0, "EUR", "euro euros eur يورو اورو"},
    {GUARD_FOREIGN, 0, "USD", "dollar dollars usd dolar dolares bucks دولار دولارا دولارات"},
    {GUARD_FOREIGN, 0, "GBP", "gbp sterling pound pounds quid libras livres استرليني"},
    {GUARD_FOREIGN, 0, "BRL", "brl reais real"},
    {GUARD_FOREIGN, 0, "MXN", "mxn peso pesos"},
    {GUARD_FOREIGN, 0, "CHF", "chf franc francs franco francos"},
    {GUARD_FOREIGN, 0, "SAR", "sar riyal riyals ريال ريالا"},
    {GUARD_FOREIGN, 0, "AED", "aed dirham dirhams درهم دراهم"},
    {GUARD_FOREIGN, 0, "EGP", "egp جنيه جنيها"},
    {GUARD_FOREIGN, 0, "INR", "inr rupee rupees rupias roupias roupies روبيه"},
    {GUARD_FOREIGN, 0, "JPY", "jpy yen yens ين"},
    {GUARD_FOREIGN, 0, GUARD_NO_CURRENCY, "yuan rmb cny rubles roubles rub krona kronor zloty lira bitcoin bitcoins btc usdt "
     "crypto shekel rand naira baht won دينار ليره"},
    {GUARD_FOREIGN, 0, "CENT", "cent cents centimo centimos centavo centavos centime centimes سنت"},

    CLAIM(FREE, "free freebie gratis gratuit* gratuitamente gratuito offert offerte offerts complimentary "
     "مجاني مجانا مجانيه بالمجان waived"),
    CLAIM(NOTHING, "nothing nada rien zero cero شيئا صفر"),
    CLAIM(DISCOUNT, "discount* reduc* rebate* coupon* voucher* promo* sale clearance descuent* rebaj* oferta* "
     "cupon* cupom descont* promoc* remise* solde* rabais خصم خصما خصومات تخفيض تخفيضات عرض عروض كوبون قسيمه off markdown "
     "bargain deal deals code codes"),
    CLAIM(CHEAPER, "special lower cheapest barato mejor reduced reducido moins-cher ارخص مخفض slashed"),
    CLAIM(REFUND, "refund* reimburs* reembols* devolvemos devolvere estorn* rembours* moneyback استرداد نسترد نعيد "
     "اعاده استرجاع money dinero dinheiro argent compensat* compens* indemniz* indemn* تعويض"),
    CLAIM(RETURNED, "returned devuelto devuelta devolvido retourne اعيد"),
    CLAIM(CONFIRM, "confirm confirmamos confirme confirmer confirmons اوكد نوكد"),
    CLAIM(CONFIRMED, "confirmed confirmo confirmado confirmada confirmados confirmee "
     "approved approve aprobado aprovado approuve accepted aceptado aceito accepte موكد تاكيد اكدت تم "
     "authorized authorised autorizado autorise verified correct done hecho feito fait listo pronto"),
    CLAIM(CANCEL, "cancel cancelar annuler anular الغاء الغي"),
    CLAIM(CANCELLED, "cancelled canceled cancelado cancelada annule annulee anulado الغيت ملغى"),
    CLAIM(PLACED, "placed ordered order-placed realizado pedido-hecho encomendado passee enregistree created registered "
     "registrado registrada registado enregistre سجلت مسجل"),
    CLAIM(PAYS, "pay pays paying pagar pagas paga pagamos payer payez تدفع الدفع"),
    CLAIM(PAID, "paid pagado pagada pago paye payee settled charged cobrado مدفوع دفعت دفع"),
    CLAIM(SHIPPED, "shipped dispatched sent enviado enviada enviamos-ya expedie envoye expedido despachado ارسل شحن شحنت "
     "ارسلنا ارسلت underway way camino caminho route الطريق"),
    CLAIM(DELIVERED, "delivered entregado entregada entregue livre livree arrives arrive arrived arriving arrival llega "
     "llegara llegan chega chegara chegam arrivera arrivent يصل ستصل سيصل تصل وصل وصلت"),
    CLAIM(APPLIED, "applied activated aplicado aplicada aplico activado ativado applique activee activated unlocked enabled "
     "granted concedido accorde طبقت مفعل تفعيل"),
    CLAIM(CHANGED, "changed updated modified cambiado cambiada actualizado alterado atualizado change-e modifie غيرت تغيرت "
     "عدلت deleted erased borrado apagado supprime حذفت removed"),
    CLAIM(BOOKED, "booked reserved set-aside reservado reservada reserve reservee حجزت محجوز added anadido anadida agregado "
     "adicionado ajoutee اضفت"),
    CLAIM(CREDITED, "credited credit credits points loyalty cashback abonado creditado puntos pontos crediteo رصيد نقاط "
     "balance saldo solde-compte"),
    CLAIM(PROMISED, "guarantee* guarantees promise* promises warrant* garanti* garantiz* garanto promet* prometo promesa "
     "اضمن نضمن ضمان مضمون اعد وعد نعدك definitely certainly always forever lifetime toujours siempre sempre"),
    CLAIM(GIFT, "gift gifts bonus prize extra regalo regalos regalamos obsequio premio presente brinde offre offrons cadeau "
     "cadeaux هديه هدايا جائزه"),
    CLAIM(WON, "winner won win congratulations ganado ganador ganhou vencedor gagne gagnant ربحت فزت مبروك"),
    CLAIM(TODAY, "today tonight tomorrow yesterday hoy manana esta-noche hoje amanha aujourdhui demain hier soir اليوم غدا "
     "بكره الليله next proximo proxima prochain القادم القادمه immediately inmediatamente imediatamente"),
    CLAIM(EXPRESS, "express overnight expres expresso urgent same-day سريع drone helicopter"),
    CLAIM(SOLD_OUT, "sold agotado agotada agotados agotadas esgotado esgotada epuise epuisee rupture نفد نفدت نفذ"),
    CLAIM(IN_STOCK, "stock stocks inventory warehouse remaining existencias estoque disponible disponibles disponivel "
     "disponiveis almacen entrepot متوفر متوفره متاح متاحه المخزون مخزون"),
    CLAIM(UNLIMITED, "unlimited every everything entire whole ilimitado ilimitada todo toda illimite illimitee tout غير-محدود"),
    CLAIM(READY, "ready preparing prepared listo lista listos preparando pronto pronta prontos pret prete prets preparation جاهز "
     "جاهزه نجهز"),
    CLAIM(RECEIVED, "received arrived-safely recibido recibida recibimos recebido recebida recebemos recu recue استلمنا وصلنا "
     "استلم"),
    CLAIM(SUCCESS, "success successful successfully cleared processed through exito exitoso exitosa correctamente sucesso "
     "reussi reussie succes بنجاح ناجح"),
    CLAIM(FINISHED, "complete completed finished finalised finalized terminado terminada completado concluido concluida "
     "termine terminee finalise اكتمل مكتمل"),
    CLAIM(DONE, "ive weve made put set gone taken given hice hemos fiz fizemos jai fait avons-fait قمت قمنا"),
    CLAIM(OFFERS, "change add give gives make makes offer send cambiar anadir anado dar hacer ofrecer enviar mudar alterar "
     "adicionar fazer oferecer changer ajouter ajoute donner faire offrir envoyer اضيف تغيير اغير نغير تقديم منح نرسل"),
    CLAIM(COURIER, "courier driver rider repartidor mensajero estafeta motorista livreur coursier مندوب المندوب السائق"),
    CLAIM(PENDING, "pending processing waiting pendiente pendente attente معلق قيد"),
    CLAIM(SAFE, "safe suitable hypoallergenic gluten nut nuts امن"),

    {GUARD_CLAIM | GUARD_UNIT, UNIT_PART, NULL,
     "half halves halved double twice triple third quarter twofold mitad medio media doble triple tercio cuarto metade "
     "meia meio dobro terco quarto moitie demi demie double tiers quart نصف ضعف ربع ثلث النصف bogo"},

    IDEA(1, "delivery deliver delivers delivering shipping ship envio envios entrega entregas enviar entregar entregamos "
     "livraison livrer livrons توصيل التوصيل نوصل شحن الشحن تسليم"),
    IDEA(2, "return returns returning devolver devolucion devolucao rendre retour retours retourner ارجاع الارجاع"),
    IDEA(3, "open opens abierto abierta abrimos aberto aberta abrem ouvert ouverte ouvrons مفتوح نفتح"),
    IDEA(4, "closed close closes cerrado cerrada cerramos fechado fechada fechamos ferme fermee fermons مغلق مغلقه نغلق"),
    IDEA(5, "unworn worn usar usado usada usados usadas porte porter portee ملبوس مستعمل"),
    IDEA(6, "unwashed washed wash lavar lavado lavada lavados lave laver lavee غسل مغسول"),
    IDEA(7, "size sizes talla tallas tamanho tamanhos taille tailles مقاس مقاسات"),
    IDEA(8, "coffee cafe قهوه القهوه"), IDEA(9, "street calle rua rue شارع"), IDEA(GUARD_ORDER_IDEA, "order orders pedido pedidos "
     "encomenda encomendas commande commandes طلب الطلب طلبك طلبات "
     "parcel parcels package packages shipment payment payments paquete paquetes pago pagos pacote pacotes pagamento "
     "pagamentos colis paquet paiement paiements purchase compra achat طرد شحنه شحنتك طلبيه دفعه"),
    IDEA(11, "country countries pais paises pays دول الدول بلد"), IDEA(12, "union europea europeia europeenne european الاتحاد الاوروبي"),
    IDEA(13, "working laborable laborables habiles util uteis ouvrable ouvrables عمل"),
    IDEA(14, "card tarjeta cartao carte بطاقه البطاقه"), IDEA(15, "wrap envolver envoltorio embrulho emballage تغليف"),
    IDEA(16, "label etiqueta etiquette ملصق"), IDEA(17, "exchange cambio troca echange استبدال"),
    IDEA(18, "pickup collect recoger recogida recolha recolher levantar retrait retirer استلام"),
    IDEA(19, "student students estudiante estudiantes estudante estudantes etudiant etudiants طالب طلاب الطلاب"),
    IDEA(20, "bread loaf pan pao pain خبز"), IDEA(21, "bake baked horneado horneamos assamos assado cuit cuisons نخبز"),
    IDEA(22, "cake cakes tarta tartas bolo bolos gateau gateaux كعك كعكه"), IDEA(23, "fresh fresco fresca frais fraiche طازج"),

    DAY(1, "monday mondays lunes segunda lundi الاثنين اثنين"), DAY(2, "tuesday tuesdays martes terca mardi الثلاثاء"),
    DAY(3, "wednesday wednesdays miercoles quarta mercredi الاربعاء"), DAY(4, "thursday thursdays jueves quinta jeudi الخميس"),
    DAY(5, "friday fridays viernes sexta vendredi الجمعه"), DAY(6, "saturday saturdays sabado sabados samedi السبت"),
    DAY(7, "sunday sundays domingo domingos dimanche الاحد"),
    DAY(11, "january enero janeiro janvier يناير"), DAY(12, "february febrero fevereiro fevrier فبراير"),
    DAY(13, "march marzo marco mars مارس"), DAY(14, "april abril avril ابريل"), DAY(15, "mayo maio mai مايو"),
    DAY(16, "june junio junho juin يونيو"), DAY(17, "july julio julho juillet يوليو"),
    DAY(18, "august agosto aout اغسطس"), DAY(19, "september septiembre setembro septembre سبتمبر"),
    DAY(20, "october octubre outubro octobre اكتوبر"), DAY(21, "november noviembre novembro novembre نوفمبر"),
    DAY(22, "december diciembre dezembro decembre ديسمبر"),
};
const size_t guard_line_count = COUNT(guard_lines);
