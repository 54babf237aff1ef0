/* nlu_synonyms.c -- words that mean the same to a shop, in every language it speaks, as data.
 *
 * A line is a group; groups of the same name are one idea to questions of the FAQ, and apart to the
 * classifier. A group stands as one more feature beside the words themselves: what is learnt from "where is
 * my refund" then helps "ya me hicieron el reembolso". Letters are folded when the table is read,
 * so accents may be written or not. */
#include "nlu_parts.h"

const char *const nlu_synonyms[] = {
    /* money back */
    "refund refund* reimburs* rebate* restitut* repay repaid repayment reembols* reintegr* rembours* "
    "estorn* ressarc* devolver_dinero devolucion_dinero dinheiro_volta استرداد استرجاع_فلوس تعويض",
    "refund money_back my_money dinero_vuelta mi_dinero meu_dinheiro mon_argent argent_retour فلوسي "
    "نقودي اموالي",
    "return return returns returned returning returnable send_back sent_back give_back bring_back "
    "take_back devolver devolv* devoluc* devuelv* devoluç* retourn* retour* renvoy* renvoi ارجاع "
    "ارجع اعاده اعيد مرتجع",
    "exchange exchang* swap* switch* trade cambio cambiar* troca* trocar* echang* échang* استبدال "
    "استبدل تبديل ابدل "
    "different_size another_size other_size otra_talla outro_tamanho autre_taille",
    "policy polic* rule rules terms condition* conditions politica* politique* norma* regras "
    "regla* سياسه شروط سياسات",
    "guarantee guarant* warrant* garanti* garantia* ضمان كفاله",
    /* payment */
    "pay pay paying pays payment payments payable settle pagar pago pagos pague pagamento* pagu* pagou "
    "paguei paye* payer paiement* payement* regler reglement دفع ادفع الدفع دفعت ندفع",
    "card card cards creditcard debit credit visa mastercard amex maestro tarjeta* cartao cartoes cartão carte "
    "بطاقه البطاقه فيزا ماستركارد كارت",
    "cash cash efectivo dinheiro especes espece liquide كاش نقدا نقدي",
    "wallet paypal applepay apple_pay googlepay google_pay gpay venmo bizum pix klarna stripe wallet "
    "bitcoin crypto cryptocurrency mpesa mbway boleto بايبال محفظه",
    "transfer transfer transfers wire bank iban transferencia* virement* banco banque تحويل بنك بنكي",
    "instalments instal* install* plazos cuotas parcelas parcelar mensualit* تقسيط اقساط",
    "price charged charges charging billed debited deducted cobr* cobrar* debit* debite preleve* prelev* "
    "خصم خصمتم سحب سحبتم",
    "twice twice double doubled duplicate duplicated dos_veces duplicad* doble duas_vezes em_dobro deux_fois "
    "مرتين مضاعف",
    "decline declin* reject* refus* denied rechaz* recus* deneg* negad* رفض مرفوض مرفوضه",
    "fail fail fails failed failing failure error errors problem problems issue issues trouble glitch bug stuck "
    "crash* fallo fallid* falla problema* falh* erro erros erreur* probleme* problème* echoue* echec "
    "bloque* خطا مشكله فشل فشلت عطل خلل",
    "notwork not_work doesnt_work not_working no_funciona nao_funciona fonctionne_pas marche_pas لا_يعمل "
    "ما_يشتغل",
    "transaction transact* transac* معامله عمليه",
    "price price prices priced pricing cost costs costing expensive much_is how_much fee fees rate rates "
    "precio* cuesta* cuanto_vale custa* preco* preço* quanto prix coute* coût* combien tarif* سعر بكم "
    "كم_سعر ثمن تكلفه اسعار "
    "postage_cost afford spend minimum minimum_spend cuanto_cuesta cuanto_cobran gasto gastos portes frais valor_minimo",
    "discount discount* coupon* voucher* promo* deal deals sale sales bargain descuento* cupon* cupom "
    "oferta* ofertas promoc* rebaja* desconto* reduction* remise* solde* خصومات عروض تخفيض كوبون "
    "cheaper reduced reductions markdown loyalty descuentos rebajas oferta promociones promos reducciones abatimento promocoes ristourne خصم",
    "free free gratis gratuit* gratuito* offert مجاني مجانا",
    "invoice invoic* factura* facture* fatura* nota_fiscal فاتوره الفاتوره فواتير",
    "invoice receipt receipts bill bills billing recibo* ticket comprobante* recu reçu justificatif "
    "comprovante* ايصال وصل",
    "invoice vat tax taxes taxid gst iva ruc nif cif cnpj siret tva fiscal ضريبه ضريبي",
    "proof proof prueba preuve prova اثبات",
    "copy copy copia copie duplicata pdf print download نسخه",
    /* orders */
    "order order orders ordered ordering ordr oder pedido* pedi encomenda* commande* orden commander "
    "طلب الطلب طلبي طلبيه الطلبيه طلبيتي طلبات",
    "purchase purchase purchases purchased bought buy buying buys compra compras compre comprado comprar comprei "
    "achat* achete* acheter شراء اشتري اشتريت مشتريات نشتري",
    "package package packages packge parcel parcels shipment shipments box paquete* envio envios pacote* "
    "encomendas colis paquet livraisons طرد شحنه الشحنه الطرد شحنتي",
    "item item items article articles product products goods thing stuff merchandise articulo* producto* produto* "
    "artigo* produit* منتج منتجات المنتج سلعه بضاعه",
    "track track tracking trace traceable follow rastre* seguimiento seguir acompanhar suivi suivre "
    "suis تتبع متابعه اتابع",
    "status status progress update updates news estado estatus noticias situacao andamento atualizacao statut "
    "avancement nouvelles nouvelle حاله اخبار جديد_عن وضع",
    "arrive arriv* get_here be_here come coming reach reached show_up llega llegar llego llegado llegara "
    "chega chegar chegou chegara arrive* arrivee يصل وصل توصل وصول وصلت يوصل",
    "late late delay delayed delays overdue slow tarde retras* demora* atrasad* atras* retard* tard "
    "متاخر تاخر تاخير تاخرت",
    "wait wait waiting waited esperando espero esperar aguard* attend* attente انتظر انتظار منتظر",
    "yet yet still already todavia aun ainda encore toujours deja لسه حتى_الان لم_يصل بعد",
    "deliver ship ships shipped shipping dispatch* despach* expedi* enviado enviar enviaron envian enviam "
    "envoye* expedie* شحن الشحن ارسلتم تشحن "
    "send sends sending sent mandar mandan mandais manda mando remeter mandam envia envias envoi envois envoyer ترسلون ارسال تبعثون",
    "deliver deliver delivers delivered delivering delivery deliveries delivry dlvry courier driver rider "
    "entrega* entregar entregan entregam repart* livr* livraison* livreur domicilio a_domicile توصيل "
    "التوصيل توصلون تسليم مندوب "
    "post posting posted postage mailed freight couriers postman doorstep door mensajero mensajeria correio correios motoboy poste coursier يوصل توصيله",
    "area area areas zone zones region* city cities town neighbourhood neighborhood countryside abroad country "
    "international* internacional* worldwide overseas ciudad zona* barrio cidade bairro ville pays "
    "etranger extranjero interior منطقه مدينه مناطق دول خارج "
    "europe european eu overseas islands island spain france germany italy portugal england scotland wales uk ireland britain america usa canada netherlands holland belgium austria switzerland poland sweden norway denmark finland greece turkey brazil mexico morocco algeria tunisia egypt india china japan australia dubai saudi espana francia alemania italia inglaterra europa estados_unidos suiza islas espanha franca alemanha inglaterra suica ilhas espagne allemagne italie angleterre suisse belgique europe iles اسبانيا فرنسا المانيا ايطاليا البرتغال بريطانيا امريكا اوروبا مصر السعوديه الامارات المغرب الاردن لبنان",
    "time how_long how_many_days many_days take_long cuanto_tarda cuanto_tiempo cuantos_dias quanto_tempo "
    "quantos_dias combien_temps combien_jours quel_delai كم_يوم كم_يستغرق مده "
    "how_soon how_fast how_quick how_quickly turnaround lead_time eta soon duration days weeks when whens cuando plazo tardan tarda tardais cuantos_dias quando prazo demora_quanto dias quand delai jours متى ايام "
    "long wait_long take_long how_many_weeks business_days working_days estimated time_frame timeframe tempo temps combien_temps مده المده",
    "pickup pick_up pickup collect collection takeaway take_away takeout take_out carryout carry_out recoger retirar "
    "recogida retirada buscar_loja retrait emporter استلام "
    "fetch myself self_pickup self_collect recoger_tienda recogo recojo retiro levantar apanhar buscar recuper* chercher retirer استلم استلمه استلمها اخذه "
    "click_and and_collect in_store get_it come_get come_and en_tienda na_loja en_magasin من_المحل",
    "express express expedited fast faster quick quickly urgent urgently rush asap rapido rapida urgente vite "
    "rapide سريع عاجل مستعجل",
    "cancel cancel* cancle cancell* abort scrap void cancelar* anul* annul* cancelem الغاء الغي الغيت كنسل الغوا",
    "change change changing changed modify modif* alter* edit editing update updating amend adjust* correct* "
    "revise cambi* modificar* alterar* mudar mude corregir corrig* chang* تغيير اغير تعديل اعدل عدل غير "
    "wrong_colour wrong_color mistyped made_mistake",
    "remove remove removing removed delete deleting take_off take_out drop leave_out without quita* quitar elimin* "
    "borra* tira tirar remov* sin sem enlev* retire* supprim* sans حذف ازاله احذف شيل بدون",
    "instead instead rather replace* en_vez en_lugar no_lugar em_vez sustitu* substitu* lieu_de remplac* "
    "بدل بدلا مكان",
    "add add adding added include including throw_in put_in plus anad* añad* agreg* agregar* pon ponme "
    "adicion* acrescent* coloca coloque ajout* rajout* mets اضف اضافه ضيف زود حط",
    "another another extra more additional otro otra mas outro outra mais encore_un autre plus_de ايضا كمان اخر اخرى زياده",
    "cart cart carts basket bag trolley carrito carro cesta bolsa carrinho sacola panier سله السله عربه السلة",
    "show show shows showing see view display list open check look ver veo muestra* mostrar* ensena* mostra* montre* "
    "montrer voir affich* lista liste اعرض ارني شوف وريني اشوف عرض",
    "total total sum amount subtotal suma monto somme montant valor المجموع اجمالي المبلغ",
    "want want wants wanna would_like id_like need needs looking_to quiero quisiera necesito quero queria "
    "gostaria preciso veux voudrais souhaite besoin اريد ابغى عايز بدي ابي محتاج احتاج اود",
    "give give gimme get_me bring send_me let_me_have dame deme traeme me_da me_ve donne donnez اعطني عطني هات",
    "have do_you_have you_got got_any sell sells selling carry stock offer tienen tiene hay venden vende* "
    "voces_tem tem vendem avez_vous vendez تبيعون عندكم لديكم يوجد",
    "menu menu menus catalog* catalogue catalogo cardapio brochure price_list carta carte_menu قائمه منيو كتالوج المنيو",
    "browse browse browsing explore selection range assortment collection categor* shop_around explorar gama "
    "parcourir choix rayon تصفح اقسام تشكيله",
    "recommend recommend* suggest* advise best_seller best_sellers bestseller* popular favourite favorite trending "
    "recomiend* recomend* suger* mas_vendido* mais_vendido* conseill* populaire* meilleur* تنصح تقترح الاكثر_مبيعا "
    "افضل",
    "gift gift gifts present presents regalo* presente* cadeau* هديه هدايا",
    "new new newest latest nuevo* nueva* novedades novo* nova novidades nouveau* nouvelle_collection nouveautes جديد",
    "size size sizes sizing talla* tamano* tamanho* medida* taille* pointure مقاس مقاسات حجم قياس "
    "too_big too_small too_large too_tight too_long too_short bigger smaller larger sizing chart measure measures measuring measurement measurements dimensions chest waist tall guia guide tabla tabela dimensiones جدول القياسات",
    "colour color colors colour* colores color cor cores couleur* لون الوان",
    "material material materials made_of fabric leather cotton wool wood metal plastic tela cuero algodon couro "
    "tecido algodao cuir coton tissu matiere قماش جلد قطن خامه "
    "made_from made_out sewn produced manufactured manufacture origin organic sustainable sustainability ethical linen polyester silk textile composition composicion composicao hecho hecha hechos fabricad* fabrique* fabriques feito feita feitos produzid* lin laine organico مصنوع مصنوعه صناعه",
    "available available availability in_stock out_of_stock back_in_stock disponible* hay_stock agotad* disponivel "
    "esgotad* epuis* متوفر متاح متوفره نفذ",
    "ingredients ingredient* contain* contains allerg* gluten vegan vegetarian halal kosher nuts lactose dairy "
    "calor* sugar spicy ingrediente* contiene vegan* sem_gluten sin_gluten picante epice مكونات حلال نباتي "
    "سعرات حساسيه "
    "allergies intolerant intolerance coeliac celiac peanut peanuts dairyfree plantbased alergi* alergen* intolerante intolerancia intolerante gluten_free allerg* intolerant* vegetal* vegetarian* vegetalien* vegano حساسيه نباتيه",
    "detail detail details describe description specs specification* feature features info information more_about "
    "detalle* informacion detalhe* informacao informaçoes renseignement* precisions تفاصيل معلومات مواصفات",
    "compare compare difference different better versus vs diferencia* diferenca comparar mieux difference فرق الفرق "
    "difference_between recommend_between",
    "original original genuine authentic real_leather fake autentico original* authentique اصلي اصليه",
    "use work_with compatible fit fits suitable sirve compatible* serve_para compatible convient مناسب يناسب متوافق",
    /* shop */
    "open open opens opening opened abren abre abierto* abierta abrem aberto* aberta ouvert* ouvre ouvrez ouverture "
    "apertura abertura تفتحون مفتوح فتح تفتح",
    "open close closes closed closing shut cierran cierra cerrado* cierre fecham fecha fechado* ferme* "
    "fermeture تغلقون مغلق تقفلون اغلاق تقفل",
    "open hours hour schedule timetable times horario* horaire* heures heure ساعات دوام مواعيد اوقات ساعه",
    "day monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays sundays weekend weekends holiday holidays christmas easter ramadan lunes martes miercoles jueves "
    "viernes sabado* domingo* segunda terca quarta quinta sexta feriado* festivo* lundi mardi mercredi jeudi vendredi "
    "samedi dimanche الجمعه السبت الاحد الاثنين الثلاثاء الاربعاء الخميس العيد رمضان",
    "today today tonight now tomorrow morning evening night noon midnight hoy ahora manana noche hoje agora amanha "
    "aujourdhui maintenant demain ce_soir اليوم الان غدا بكره الليله",
    "shop shop shops store stores branch branches outlet showroom location premises restaurant boutique tienda* local "
    "sucursal* loja* lojas filial magasin* restaurante* محل متجر فرع المحل فروع المتجر مطعم",
    "where where wheres donde onde ou_est وين اين فين",
    "located located situated find_you directions direction map maps route street parking nearest closest near nearby "
    "ubicacion ubicad* como_llegar mapa cerca direccion_tienda localiza* endereco_loja fica_onde situe* itineraire "
    "plan adresse_magasin موقع موقعكم خريطه عنوانكم مكان مكانكم لوكيشن اقرب "
    "based situated metro subway station underground tube tram bus which_city what_city which_part part_of landmark barrio metro_cerca estacion estacao gare quartier محطه المترو الشارع",
    "located address adress addres direccion endereco adresse عنوان عنواني العنوان",
    "home home house apartment apt flat office building floor street road avenue lane casa oficina piso calle "
    "apartamento rua predio maison bureau rue etage appartement شارع بيت شقه عماره طابق منزل",
    "visit visit come_by drop_by in_person visitar visiter ir_pessoalmente en_persona زياره ازور",
    /* people, feelings */
    "human human person people someone somebody agent representative rep operator advisor adviser assistant staff "
    "employee manager supervisor owner boss colleague persona humano agente alguien encargado gerente jefe asesor "
    "pessoa atendente alguem responsavel humain personne quelquun conseiller responsable شخص موظف انسان مدير "
    "بشري ممثل مسؤول احد",
    "bot bot robot machine chatbot automated ai maquina روبوت بوت الي",
    "contact talk speak chat call phone contact connect reach transfer_me put_through hablar habla llamar llamame "
    "contactar falar ligar contato parler appeler contacter joindre اتكلم اكلم اتصل تواصل التحدث احكي "
    "reach_you get_hold ring llamarlos llamarles telefonear ligar_vos appeler_vous joindre_vous",
    "service customer_service support helpdesk help_desk call_center hotline atencion_cliente soporte atendimento "
    "suporte sac service_client assistance خدمه_العملاء دعم",
    "complain complain* complaint* claim lodge grievance dispute queja* quejar* reclam* plainte* plaindre شكوى "
    "اشتكي شكوه",
    "angry unacceptable disgrac* ridiculous outrag* angry furious fed_up sick_of disgust* inacept* vergüenza vergonha "
    "inadmissible honte scandal* indignad* enfadad* غاضب عيب",
    "bad bad terrible horrible awful worst poor disappoint* unhappy dissatisf* unsatisf* useless rubbish garbage "
    "joke crap sucks malo mala malisimo pesim* fatal decepcion* horrivel pessim* ruim decepcao desapont* mauvais* "
    "nul nulle decu* deception سيء سيئه زفت اسوء مستاء",
    "broken broken damaged defective faulty cracked torn ripped smashed leaking scratched rota roto rotos dañad* danad* "
    "defectuos* quebrad* danificad* defeito casse* abime* defectueux endommage* مكسور تالف معطوب خربان",
    "wrong wrong incorrect mistake mistaken mixed_up equivocad* incorrect* mal errad* incorret* mauvaise "
    "trompe* غلط خاطئ خطا_في",
    "missing missing incomplete lacking falta faltan faltou faltando manque* manquant ناقص ينقص",
    "cold cold stale raw undercooked burnt rotten mouldy moldy expired spoiled hair bug fly frio fria crudo podrido "
    "podre estragad* froid froide pourri perime بارد فاسد منتهي",
    "rude rude impolite unprofessional grosero maleducad* grosseir* mal_educado impoli* وقح",
    "good good great excellent amazing awesome fantastic perfect lovely wonderful brilliant delicious tasty superb best "
    "bueno buena genial excelente* perfecto rico delicios* otimo* maravilh* excellent* super delicieux parfait* "
    "genial ممتاز رائع جميل لذيذ حلو",
    "review review reviews rate rating stars star feedback opinion comment comments suggestion suggestions suggest_you "
    "testimonial survey resena* opinion* valorac* calific* sugerencia* avaliac* avaliar* sugest* avis noter note "
    "commentaire* suggestion* تقييم رايي اقتراح ملاحظه نجوم تعليق",
    "love love loved loves like_it enjoyed happy_with satisfied impressed recommend_you encanta encanto contento "
    "adorei amei gostei satisfeit* adore aime content satisfait احببت اعجبني مبسوط راضي",
    "sorry sorry apolog* excuse perdon disculp* desculp* pardon excus* اسف عفوا",
    "scam scam fraud thief thieves steal stolen cheat* ripoff rip_off estafa* robo ladron* golpe roubo arnaque* "
    "voleur* احتيال نصب حراميه",
    /* account and letters */
    "account account accounts acct profile cuenta* perfil conta compte profil حساب حسابي الحساب",
    "password password passwords passcode pwd pin contraseña contrasena clave senha passe motdepasse mot_passe "
    "كلمه_السر كلمه_المرور باسورد",
    "login login log_in logged logging signin sign_in access iniciar_sesion entrar acceder ingresar connecter connexion "
    "acceso fazer_login دخول تسجيل_الدخول",
    "logout logout log_out sign_out cerrar_sesion sair deconnecter خروج",
    "register register registration signup sign_up create_account new_account registr* cadastr* inscrire inscription_compte "
    "تسجيل انشاء اسجل",
    "contact email e_mail mail mails emails correo correos courriel ايميل بريد الايميل",
    "contact phone telephone mobile number telefono numero telefone celular portable تلفون رقم جوال هاتف "
    "telephones landline cell tel dial",
    "personal personal data details privacy gdpr datos personales dados pessoais donnees بيانات شخصيه خصوصيه "
    "information_about my_information my_info share_my store_my sell_my delete_my cookies third_party confidential rgpd lgpd privacidad privacidade confidentialite خصوصيتي بياناتي معلوماتي "
    "secure private protected protect leak third_parties datos_personales proteccion protecao protection",
    "subscribe subscri* suscri* inscrev* assin* abonn* inscri* اشترك اشتراك",
    "unsubscribe unsubscri* opt_out opt-out optout desuscri* dar_baja darme_baja desinscr* descadastr* desabonn* "
    "désabonn* desinscri* الغاء_الاشتراك",
    "newsletter newsletter* mailing list bulletin boletin* infolettre lista_correo lista_difusion نشره رسائل_اخباريه",
    "messages messages texts sms marketing ads advert* spam promotions notification* notif* mensajes publicidad "
    "mensagens propaganda messages publicite* pub رسائل اعلانات دعايه",
    "stop stop quit enough no_more anymore parar pare basta dejen dejar deja arret* stoppez توقف وقف كفايه بطلوا",
    /* what shops are asked and do */
    "wrap wrap wraps wrapped wrapping gift_wrap giftwrap giftwrapping ribbon greeting_card envolver envuelv* envoltorio "
    "papel_regalo embrulh* papel_presente emball* emballage papier_cadeau تغليف تغلفون تغلف "
    "bow wrapper packaged nicely birthday_card handwritten note_card mono moño laco ruban",
    "wash wash washes washed washing washable laundry launder* tumble dryer dry drying ironing bleach shrink shrinks "
    "shrinking detergent lavar lavado lavo lava lavan lavadora secadora planchar encog* lavagem lavam maquina_lavar secar encolh* "
    "engomar laver lavage lave seche_linge secher repass* retrec* غسيل اغسل اغسله تغسل غساله "
    "care caring stain stains cleaned cleaning delicate handwash hand_wash machine_wash softener temperature degrees spin cuidar cuidado cuidados mancha manchas entretien entretenir tache العنايه تنظيف",
    "grind grind grinds grinding grinder moler molido molida muelen muele molienda moer moido moida moem moagem "
    "moudre moulu moulez mouture broyer طحن تطحن تطحنون مطحون اطحن "
    "whole_bean whole_beans espresso moka cafetiere aeropress chemex v60 french_press coarse coarser powder powdered en_grano em_grao en_grains حبوب",
    "fresh fresh freshness freshly roast roasts roasted roasting best_before use_by expiry expire expires shelf_life "
    "shelf fresco fresca frescura tuestan tostado tueste caduc* caducidad torra torrado torram validade frais "
    "fraicheur torref* peremption طازج تحميص صلاحيه محمص "
    "best_by date_roasted roastery harvest harvested recien acabado_de",
    "wholesale wholesale wholesaler bulk reseller resellers resell reselling retailer retailers b2b large_quantity "
    "large_quantities mayorista mayoreo mayor por_mayor revender revendedor* atacado grosso revenda grossiste en_gros "
    "revendre revendeur* جمله بالجمله الجمله "
    "stockist stockists distributor distributors distribution dealer trade_price trade_prices large_order large_orders big_order minimum_quantity volume distribuidor* distribuid* pedidos_grandes grandes_cantidades grandes_quantites",
    "custom custom customi* personali* engrav* embroider* embroidery logo logos monogram* printed printing prints design "
    "bordad* bordar estamp* personaliz* serigraf* grabad* gravar impressao imprimir broder broderie imprim* impression* "
    "flocage شعار شعاري طباعه تطبعون تطريز "
    "company_name team_name branded branding artwork slogan merch merchandise own_design nombre_empresa nuestro_logo nosso_logo notre_logo serigraphie",
    "student student students university universities college pupil pupils learner learners estudiante* universitari* "
    "alumno* estudante* universidade etudiant* scolaire طالب طلاب للطلاب الطلاب جامعه "
    "erasmus campus academic freshman bolsista",
    "job job jobs hire hires hiring vacancy vacancies career careers employ employed employment recruit* apprentice* "
    "internship traineeship cv work_for work_with work_at work_in join_your join_team trabajo trabajar empleo "
    "contratan contratando vacante* emprego trabalhar trabalho vaga vagas curriculo curriculum emploi embauch* recrut* "
    "travailler وظيفه وظائف توظيف اشتغل "
    "openings position positions apply applying application part_time fulltime full_time staff_wanted resume puesto puestos postular empleados cargo candidatar poste postes postuler candidature سيره تقديم",
    "restock restock* replenish* sold_out soldout run_out ran_out back_in available_again in_again again_in coming_back come_back more_in "
    "reponer reponen repondran volvera_haber repor repoem voltar_ter de_novo reassort* reapprovision* rupture de_retour "
    "يتوفر مره_ثانيه مره_اخرى "
    "out_stock get_more getting_more next_batch back_soon more_stock",
    "giftcard gift_card gift_cards giftcard giftcards gift_voucher gift_certificate redeem redeeming tarjeta_regalo "
    "tarjetas_regalo canjear cartao_presente vale_presente resgatar carte_cadeau cartes_cadeaux cheque_cadeau بطاقه_هديه "
    "بطاقه_هدايا قسيمه "
    "store_credit gift_code gift_coupon valid_for bono_regalo vale_regalo bon_cadeau",
    "seats seats seating sit sit_down sit_in dine_in eat_in barista coffee_shop coffee_bar cafeteria sentarse sentar "
    "asseoir sur_place مقهى اجلس "
    "drink drinking sip espresso_bar takeaway_cup to_stay stay tables beber tomar_algo boire consommer اشرب شرب",
    "freeze freeze* freezer frozen congel* congelador surgel* تجميد اجمد",
    "cater cater caters catering party parties event events wedding weddings corporate evento* boda* fiesta* festa* "
    "casamento* traiteur fete* mariage evenement* حفله حفلات مناسبه",
    "reserve reserv* booking bookings book_table reserva* حجز احجز",
    "wifi wifi wi_fi internet الواي_فاي",
    "pets pet pets dog_friendly mascota* perros animaux",
    "kids kids children child baby babies toddler ninos nino criancas crianca enfants enfant اطفال طفل",
    "insurance insur* insured seguro* seguro assurance* تامين",
    "parking parking park parked garage car_park valet estacionamiento estacionar aparcamiento aparcar parqueo "
    "estacionamento garagem stationnement garer موقف مواقف باركينج",
    "access wheelchair accessible accessibility disabled disability ramp elevator lift silla_ruedas accesible "
    "discapacit* cadeira_rodas acessivel acessibilidade fauteuil_roulant handicap* كرسي_متحرك",
    "outside outdoor outdoors terrace patio garden rooftop terraza jardin esplanada terrasse jardim خارجيه تراس",
    "smoke smok* cigarette* vape fumar fumer fumeur* fumador* تدخين",
    "meals breakfast brunch lunch dinner supper buffet desayuno almuerzo cena cafe_manha almoco jantar "
    "dejeuner diner فطور غداء عشاء",
    "livemusic live_music band dj concert concerts dress_code musica_vivo musique_live",
    "tip tip tips tipping gratuity service_charge propina gorjeta pourboire بقشيش",
    "group groups large_group people_max capacity grupo grupos groupe groupes مجموعه",
    "corkage corkage byob own_bottle own_wine own_cake bring_our bring_own descorche rolha",
    "loyalty loyalty points rewards reward membership member members puntos fidelidad fidelidade pontos fidelite نقاط",
    "setup install installation installing assemble assembly manual instructions montar montaje instalar montagem "
    "instalacao installer notice تركيب",
    "repair repair repairs repaired fix fixing fixed mend reparar reparacion arreglar consertar conserto reparer "
    "reparation تصليح اصلاح",
    "room room rooms suite bed_room habitacion* quarto* chambre* غرفه غرف",
    "checkin check_in checkin late_arrival early_check",
    "pool pool swimming gym fitness spa sauna piscina gimnasio academia piscine مسبح",
    "shuttle shuttle airport_transfer taxi transfer_airport traslado navette",
    "limit limit maximum max most_i at_most limite maximo الحد",
    "sample sample samples try_before tester testers free_sample muestra muestras amostra* echantillon* عينه",
    "quality quality durable durability last_long lasts calidad qualidade qualite جوده",
    "safe safe safety secure_payment trust trusted legit legitimate reliable seguro_pagar confiable confianza confiavel "
    "fiable securise موثوق امن",
    "preorder preorder pre_order ahead in_advance advance anticipacion antecedencia avance مسبق",
    /* small talk */
    "hello hello hi hey hiya howdy greetings hola buenas ola oi bonjour salut coucou bonsoir allo مرحبا اهلا سلام "
    "هلا هاي السلام",
    "goodtime good_morning good_afternoon good_evening good_day morning buenos_dias buenas_tardes buenas_noches bom_dia "
    "boa_tarde boa_noite صباح_الخير مساء_الخير",
    "bye bye goodbye farewell cya see_you adios chao hasta_luego tchau ate_logo adeus au_revoir bientot a_plus وداعا "
    "باي مع_السلامه الى_اللقاء",
    "thanks thanks thank thank_you thx ty cheers gracias agradec* obrigad* valeu merci remerci* شكرا مشكور اشكرك "
    "تسلم",
    "yes yes yeah yep yup ok okay sure correct right exactly indeed absolutely si claro vale sim isso certo oui ouais "
    "daccord bien_sur exact نعم ايوه اه تمام اكيد ايوا موافق صح",
    "no no nope nah not nunca jamais nao non لا لأ كلا مو مش",
    "confirm confirm* agree approve accept go_ahead proceed confirmar confirmo adelante acepto aceito pode_ser vasy "
    "valide* accepte اكد تاكيد موافق_على",
    "help help helpme assist ayuda ayudar* ajuda ajudar* aide aider مساعده ساعدني",
    /* elsewhere: what no shop answers */
    "weather weather forecast rain raining sunny snow temperature umbrella_today clima lluvia tiempo_hace chuva previsao "
    "meteo pluie طقس الطقس مطر",
    "joke joke jokes funny riddle chiste* piada* blague* نكته",
    "music music song songs playlist album singer radio podcast musica cancion* musique chanson موسيقى اغنيه",
    "game football soccer match team league score nba nfl tennis cricket olympics futbol partido futebol jogo foot equipe "
    "مباراه كره فريق",
    "politics president minister government election war capital king queen presidente gobierno guerra capital_de "
    "governo guerre gouvernement رئيس عاصمه حرب حكومه",
    "movie movie movies film films actor actress series tv netflix pelicula* filme* acteur فيلم مسلسل ممثل",
    "travel flight flights hotel airline airport visa_for passport trip vacation itinerary vuelo* avion voo voos hoteis vol "
    "voyage viaje viagem طيران رحله فندق سفر",
    "alarm alarm alarms timer remind reminder calendar meeting appointment alarma recordatorio despertador lembrete "
    "reveil rappel rendezvous منبه تذكير موعد",
    "lights lights light lamp thermostat vacuum bulb luces luz luzes lumiere* انوار الضوء",
    "maths calculate square root divided multiply plus_equals sum_of equation convert calcula cuanto_es quanto_e calcule "
    "calcul احسب كم_يساوي",
    "science planet moon sun stars_sky earth universe physics chemistry biology history animal animals dog dogs cat cats "
    "planeta luna perro gato lua cachorro terre lune chien chat_animal كوكب قمر كلب قطه",
    "translate translat* traduc* traduz* tradui* spell pronounce meaning_of_word define definition synonym ترجم معنى",
    "bank_account balance savings checking mortgage loan interest_rate credit_score ira 401k taxes_return saldo "
    "hipoteca prestamo emprestimo hypotheque pret رصيد قرض",
    "health doctor medicine symptom* headache fever sick pain hospital medico dolor fiebre dor febre medecin fievre طبيب "
    "دواء صداع",
    "recipe recipe recipes cook cooking bake how_to_make receta* receita* recette* وصفه طبخ",
    "car car cars tire tires oil_change engine gas mileage coche carro_oficina moteur pneu* voiture سياره محرك",
    "life meaning_of_life are_you_real your_name how_old_are_you who_made_you who_created do_you_love marry_me "
    "como_te_llamas quien_te_creo qual_seu_nome quel_age من_صنعك ما_اسمك",
};
const size_t nlu_synonym_count = sizeof nlu_synonyms / sizeof *nlu_synonyms;

/* What shops sell, so that phrases about a pizza also speak of a sofa. */
const char nlu_goods_words[] =
    "pizza pizzas burger burgers hamburger cheeseburger sandwich sandwiches fries chips taco tacos burrito burritos "
    "salad salads soup soups pasta spaghetti noodles rice sushi kebab wrap wraps steak chicken beef pork lamb fish "
    "shrimp bacon ham sausage hotdog wings nuggets pie pies cake cakes cupcake cookie cookies brownie muffin doughnut "
    "donut donuts croissant croissants bagel bread loaf sourdough baguette roll rolls pancake pancakes waffle ice_cream "
    "icecream dessert desserts chocolate candy sweets cheese cheeses butter milk cream yogurt egg eggs fruit apple "
    "apples banana bananas orange oranges lemon lemons tomato tomatoes potato potatoes onion onions garlic lettuce "
    "pepper peppers olives mushroom mushrooms sauce ketchup mayo mustard honey sugar flour oil coffee coffees latte "
    "cappuccino espresso tea teas juice juices coke cokes cola soda sodas sprite pepsi lemonade water beer beers wine "
    "wines milkshake shake smoothie drink drinks bottle_of hoodie hoodies shirt shirts tshirt tshirts tee tees sweater "
    "sweaters jumper jacket jackets coat coats dress dresses skirt skirts trousers pants jeans shorts sock socks shoe "
    "shoes boot boots sneaker sneakers trainers sandals heels hat hats cap caps scarf scarves glove gloves belt belts "
    "tie suit bra underwear pyjamas swimsuit bikini bag bags backpack backpacks handbag purse wallets suitcase umbrella "
    "umbrellas watch watches ring rings necklace necklaces earrings bracelet glasses sunglasses mug mugs cup cups "
    "plate plates bowl bowls glass knife pan pot pots candle candles vase lamp lamps sofa sofas couch chair chairs "
    "table tables desk desks bed beds mattress pillow pillows blanket blankets towel towels curtain rug carpet mirror "
    "shelf wardrobe laptop laptops computer computers tablet tablets iphone iphones smartphone smartphones headphones earphones earbuds "
    "speaker speakers charger chargers cable cables keyboard mouse monitor printer camera cameras console television "
    "fridge freezer oven microwave toaster kettle blender washer dryer hoover bicycle bike bikes scooter helmet ball "
    "tent toy toys doll dolls puzzle lego book books notebook notebooks pen pens pencil pencils paper bouquet "
    "bouquets flower flowers rose roses tulip tulips plant plants soap soaps shampoo perfume lipstick lotion toothbrush "
    "toothpaste diapers vitamins sunscreen sticker stickers poster posters camiseta camisetas camisa camisas pantalon "
    "pantalones zapato zapatos zapatillas vestido vestidos chaqueta sudadera gorra bolso mochila taza tazas pastel pasteles "
    "tarta pan hamburguesa hamburguesas refresco refrescos agua cerveza cafe leche queso pollo ensalada arroz helado "
    "calca calcas sapato sapatos tenis casaco moletom bone caneca canecas bolo bolos pao hamburguer refrigerante "
    "cerveja leite queijo frango salada arroz sorvete chemise chemises pantalon chaussures chaussure robe robes veste "
    "pull sac sacs tasse tasses gateau gateaux pain biere vin lait fromage poulet frites glace eau pizzas "
    "بيتزا برجر قميص حذاء فستان بنطلون جاكيت حقيبه كوب كيك خبز قهوه شاي عصير ماء حليب جبن دجاج سلطه رز ورد عطر";

const char nlu_small_words[] =
    "a an the of to for in on at by with from and or but if so as is are was were be been am do does did i you he she it "
    "we they me my mine your yours our ours us them their this that these those there here can could would will shall "
    "should may might must have has had just please some any el la los las un una unos unas de del al y o en por para con "
    "que se me mi mis tu su es son esta este esto lo le les nos ya os do da dos das um uma e ou no na nos nas pra "
    "meu minha seu sua eu voce isso este essa a o as le la les un une des du de et ou en dans sur pour avec que qui ce "
    "cette ces je vous nous mon ma mes votre vos est sont il elle on y ai a au aux من في على الى عن مع هل هذا هذه ان "
    "انا انت هو هي ما لي و يا التي الذي";
