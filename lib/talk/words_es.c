/* words_es.c -- Spanish for understanding, of Spain and Latin America. How rules are written
 * stands in words_en.c. */
#include "talk.h"

static const struct spelling spellings[] = {
    {"xfa", "por favor"}, {"porfa", "por favor"}, {"porfis", "por favor"}, {"xfavor", "por favor"},
    {"pf", "por favor"}, {"porfavor", "por favor"}, {"q", "que"}, {"k", "que"}, {"ke", "que"},
    {"xq", "porque"}, {"pq", "porque"}, {"porq", "porque"}, {"tb", "tambien"},
    {"tmb", "tambien"}, {"tbn", "tambien"}, {"tambn", "tambien"}, {"dnd", "donde"},
    {"cnd", "cuando"}, {"cdo", "cuando"}, {"cto", "cuanto"}, {"kiero", "quiero"},
    {"qiero", "quiero"}, {"quero", "quiero"}, {"qro", "quiero"},
    {"ola", "hola"}, {"holi", "hola"}, {"holaa", "hola"}, {"wenas", "buenas"},
    {"bnas", "buenas"}, {"bn", "bien"}, {"grax", "gracias"}, {"grcs", "gracias"},
    {"grasias", "gracias"}, {"gracia", "gracias"}, {"mcho", "mucho"}, {"msj", "mensaje"},
    {"sip", "si"}, {"sii", "si"}, {"siii", "si"}, {"sep", "si"}, 
    {"dale", "si"}, {"okey", "si"}, {"okay", "si"}, {"ok", "si"}, {"oki", "si"}, 
    {"nop", "no"}, {"noo", "no"}, {"nel", "no"}, {"dir", "direccion"}, {"direcion", "direccion"},
    {"ud", "usted"}, {"uds", "ustedes"}, {"pa", "para"}, {"toy", "estoy"}, {"pls", "por favor"},
    {"please", "por favor"}, {"pedio", "pedido"}, {"carito", "carrito"}, 
    {"uni", "unidad"}, {"uds", "unidades"}, {"camis", "camiseta"},
    {"\xF0\x9F\x91\x8D", "si"}, {"\xE2\x9C\x85", "si"}, {"\xF0\x9F\x91\x8C", "si"},
    {"\xF0\x9F\x86\x97", "si"}, {"\xE2\x9C\x94", "si"}, {"\xE2\x9D\x8C", "no"},
    {"\xF0\x9F\x91\x8E", "no"}, {"\xF0\x9F\x9A\xAB", "no"}, {"\xF0\x9F\x99\x8F", "gracias"},
    {"\xF0\x9F\x91\x8B", "hola"}, {"\xF0\x9F\x9B\x92", "carrito"}, {"\xE2\x9D\xA4", "gracias"},
};

static const struct number_word numbers[] = {
    {"cero", 0}, {"uno", 1}, {"dos", 2}, {"tres", 3}, {"cuatro", 4}, {"cinco", 5}, {"seis", 6},
    {"siete", 7}, {"ocho", 8}, {"nueve", 9}, {"diez", 10}, {"once", 11}, {"doce", 12},
    {"trece", 13}, {"catorce", 14}, {"quince", 15}, {"dieciseis", 16}, {"diecisiete", 17},
    {"dieciocho", 18}, {"diecinueve", 19}, {"veinte", 20}, {"veintiuno", 21}, {"veintidos", 22},
    {"veintitres", 23}, {"veinticuatro", 24}, {"veinticinco", 25}, {"treinta", 30},
    {"cuarenta", 40}, {"cincuenta", 50}, {"sesenta", 60}, {"setenta", 70}, {"ochenta", 80},
    {"noventa", 90}, {"cien", 100}, {"ciento", 100}, {"mil", 1000}, {"docena", 12},
    {"docenas", 12}, {"par", 2}, {"pares", 2}, {"parcito", 2},
};

static const struct number_word ordinals[] = {
    {"primero", 1}, {"primera", 1}, {"primer", 1}, {"segundo", 2}, {"segunda", 2}, {"tercero", 3},
    {"tercera", 3}, {"tercer", 3}, {"cuarto", 4}, {"cuarta", 4}, {"quinto", 5}, {"quinta", 5},
    {"sexto", 6}, {"sexta", 6}, {"septimo", 7}, {"octavo", 8}, {"noveno", 9}, {"decimo", 10},
    {"ultimo", -1}, {"ultima", -1},
};

static const char stop_words[] =
    "el la los las lo un una unos unas uno y o u e ni que si no de del al a en con por para sin "
    "sobre entre hasta desde yo tu el ella nosotros ustedes usted vosotros ellos ellas me te se "
    "nos os le les mi mis tu tus su sus nuestro nuestra es son soy eres somos era fue ser estar "
    "esta estan estoy estas este estos eso esa esos esas esto aquel aquella ha he has hay haber "
    "han tengo tiene tienen tienes tener como cuando cuanto cuanta cuantos cuantas donde quien cual "
    "cuales porque muy mas menos tan tanto tambien ya aun todavia solo solamente ahora luego aqui "
    "ahi alli hoy todo toda todos todas otro otra otros otras mismo misma algo alguien alguno "
    "alguna algun nada nadie ninguno ninguna ningun cada mucho mucha muchos muchas poco poca pero "
    "pues entonces favor gracias hola quiero quisiera queria quieres querria puedo puede pueden podria "
    "podrias podriais puedes gustaria deme dame das da dan pon ponme ponga pongame hacer hago haz ir voy "
    "va van ver veo vez veces creo se les sea sean seria bien bueno buena asi";

static const char common_words[] =
    "agua amigo amiga ano anos ayuda azul barato bien blanco blanca bonito buenos buenas cafe calle "
    "cambiar cambio cara caro casa chico chica cliente cosa cosas color comida compra comprar "
    "correo cuenta dia dias dinero direccion efectivo envio error factura familia fecha fin "
    "foto fotos frio gente grande gris hermano hermana hijo hija hombre hora horas horario lado "
    "leche letra libro llamar llego lugar lunes madre malo manana mano marca mejor mensaje mes "
    "mesa minuto momento mujer mundo musica negro negra nino nina noche nombre nuevo nueva numero "
    "pagar pago padre pan papel parte pedido pedir peor pequeno persona pollo precio pregunta "
    "problema producto productos puerta queso regalo regalos responder rojo ropa sabado semana "
    "senor senora sol tarde tarjeta telefono tiempo tienda tipo trabajo verde viernes vida viejo "
    "viene vino zapato zapatos estudiante descuento domingo martes miercoles jueves";

static const char fillers[] =
    "por favor gracias hola buenas buenos dias tardes noches oye mira pues bueno entonces "
    "perdon disculpa disculpe amigo amiga senor senora muchas muchisimas ahora ya tambien ah eh";

static const char connectors[] = "de del con en la el los las a al para por talla color tamano sabor un una";
static const char ands[] = "y e ademas tambien";
static const char units[] =
    "g gr gramos gramo kg kilo kilos kilogramo kilogramos mg ml cl l litro litros cm mm m metro "
    "metros euro euros eur dolar dolares pesos peso centimos anos ano mes meses semana semanas dia "
    "dias hora horas h minuto minutos min am pm gb tb personas grados km";
static const char counters[] =
    "pieza piezas unidad unidades paquete paquetes bolsa bolsas caja cajas botella botellas taza "
    "tazas vaso vasos juego juegos porcion porciones raciones racion trozo trozos barra barras lata "
    "latas bote botes tarro tarros copia copias articulo articulos";
static const char streets[] = "postal";
static const char roads[] = "calle avenida avda plaza paseo carretera camino rua via c/";
static const char before_numbers[] =
    "talla las a hasta antes despues desde numero n piso puerta telefono tel codigo cp pagina "
    "calle avenida menos menor bajo entre portal habitacion";
static const char plural_things[] = "calcetines calcetin zapatos guantes pantalones gafas pendientes botas zapatillas";

static const char *const option_words[] = {
    "xs, extra pequena, extra pequeno, muy pequena", "s, pequena, pequeno, chica, chico, small, pequenas, pequenos",
    "m, mediana, mediano, medium, medianas, medianos", "l, grande, large, grandes",
    "xl, extra grande, muy grande, extragrande", "xxl, 2xl, doble xl",
    "grey, gris, grises, gray", "black, negro, negra, negros, negras", "white, blanco, blanca, blancos, blancas",
    "navy, azul marino, marino", "red, rojo, roja, rojos, rojas", "green, verde, verdes",
    "blue, azul, azules", "yellow, amarillo, amarilla, amarillos, amarillas", "pink, rosa, rosado, rosada",
    "brown, marron, cafe", "orange, naranja, naranjas", "purple, morado, morada", "beige, crema",
    "mustard, mostaza", "burgundy, burdeos, granate, vino", "olive, oliva", "natural, crudo", "silver, plata, plateado", "gold, dorado, oro",
    "one size, talla unica, unica", "whole bean, en grano, grano, granos", "ground, molido, molida",
    "sliced, en rebanadas, cortado, cortada, rebanado", "whole, entero, entera, sin cortar, unsliced",
    "small, pequeno, pequena", "medium, mediano, mediana", "large, grande", "family, familiar",
    "chocolate, de chocolate", "vanilla, vainilla", "strawberry, fresa", "vegetarian, vegetariano, vegetariana",
    "250 g, 250g, cuarto de kilo", "500 g, 500g, medio kilo", "1 kg, 1kg, un kilo, kilo",
};

static const char *const synonyms[] = {
    "envio enviar envian enviais mandar mandan entrega entregar entregan reparto domicilio llega llegar llegan",
    "precio cuesta cuestan vale valen coste costo cobran cobrais tarifa",
    "reembolso devolver devolucion devoluciones devuelvo devolveis retorno",
    "cambiar cambio cambios cambiarlo canjear",
    "factura recibo iva",
    "abierto abierta abren abris abre horario horarios hora cierran cierra cerrais cierre apertura",
    "direccion donde ubicacion ubicados encuentra encuentran local",
    "tienda negocio panaderia sucursal",
    "pagar pago pagos abonar aceptan aceptais",
    "tarjeta visa mastercard credito debito",
    "recoger recogida recojo retirar",
    "alergia alergias alergenos alergico gluten",
    "vegano vegana veganos veganas vegetal",
    "descuento promocion cupon oferta rebaja",
    "regalo envolver envuelto envoltorio papel",
    "lavar lavado lavo lavadora",
    "talla tallas medidas guia",
    "trabajo empleo trabajar contratan",
    "efectivo metalico contrareembolso",
};

static const struct rule intents[] = {
    {RULE_EXACT, INTENT_STOP, "stop|baja|parar|pare|para|alto|detener"},
    {RULE_EXACT, INTENT_STOP, "parar|detener|cancelar la|mi? suscripcion"},
    {RULE_EXACT, INTENT_STOP, "darme|dame|dar de baja"},
    {RULE_EXACT, INTENT_STOP, "no me? escribas|escriban|escribais|mandes|manden|envies|envien|molesten|molestes mas? mensajes? mas?"},
    {RULE_EXACT, INTENT_STOP, "no quiero|deseo recibir? mas mensajes"},
    {RULE_EXACT, INTENT_START, "alta|suscribir|suscribirme"},
    {RULE_EXACT, INTENT_START, "darme de alta"},

    {RULE_WHOLE, INTENT_HUMAN, "persona|humano|humana|agente|asesor|asesora|operador|operadora|encargado|encargada|alguien|representante|dependiente"},
    {RULE_WHOLE, INTENT_HUMAN, "una persona|humano real?"},
    {RULE_WHOLE, INTENT_HUMAN, "atencion al? cliente"},
    {RULE_ANY, INTENT_HUMAN, "hablar|hablo|comunicarme|comunicar|contactar|pasame|paseme|chatear|comuniqueme|comunicame * con * persona|humano|alguien|agente|asesor|asesora|operador|operadora|encargado|encargada|responsable|ustedes|dueno|duena|empleado|gerente|jefe|representante"},
    {RULE_ANY, INTENT_HUMAN, "quiero|necesito|prefiero|dame una|un persona|humano|agente|asesor"},
    {RULE_ANY, INTENT_HUMAN, "persona|humano|agente real|verdad|humana"},
    {RULE_ANY, INTENT_HUMAN, "que|puede|pueden me llame|llamen|llamar|atienda|atiendan alguien?"},

    {RULE_ANY, INTENT_LOGIN_CODE, "codigo|enlace de|para acceso|entrar|acceder|sesion"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "mi cuenta"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "iniciar sesion"},

    {RULE_ANY, INTENT_ORDER_CANCEL, "cancelar|cancela|cancelen|cancelo|cancele|anular|anula|anulen|cancelame|anulame|cancelarlo mi|el|este|ese|un|la|mi ultimo|ultima? pedido|orden|compra"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "cancelar|anular pedido|orden"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "ya no quiero el|mi|la pedido|orden|compra"},

    {RULE_ANY, INTENT_ORDER_STATUS, "donde|como esta|va|anda|viene|sigue mi|el|la pedido|paquete|compra|orden|envio|entrega"},
    {RULE_ANY, INTENT_ORDER_STATUS, "cuando|ya * llega|llegara|llego|viene|salio|sale|recibo|recibire|envian|enviaron|entregan mi|el|la? pedido|paquete|compra|orden"},
    {RULE_ANY, INTENT_ORDER_STATUS, "estado|seguimiento|rastrear|rastreo|seguir|localizar del?|de? mi|el|la|tu? pedido|paquete|compra|orden|envio"},
    {RULE_ANY, INTENT_ORDER_STATUS, "mi|el|la pedido|paquete|orden * llegado|llega|llego|retrasado|salido|enviado|listo|tarda"},
    {RULE_ANY, INTENT_ORDER_STATUS, "ha|han llegado|salido|enviado mi|el pedido|paquete"},
    {RULE_ANY, INTENT_ORDER_STATUS, "que paso|pasa con mi pedido|paquete|orden"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "seguimiento|rastrear|rastreo|estado"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "mi|el pedido|paquete"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "mis? pedidos|compras|ordenes"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "ver|mostrar|muestrame|ensename|lista de? mis|los pedidos|compras|ordenes"},
    {RULE_ANY, INTENT_ORDER_LIST, "historial de? pedidos|compras?"},

    {RULE_ANY, INTENT_CART_CLEAR, "vaciar|vacia|borrar|borra|limpiar|limpia|eliminar|vaciame el|mi|todo? carrito|cesta|carro"},
    {RULE_WHOLE, INTENT_CART_CLEAR, "borra|borrar|quita|quitar|elimina|vacia todo"},

    {RULE_ANY, INTENT_CHECKOUT, "finalizar|terminar|tramitar|hacer|confirmar|completar|cerrar|realizar|enviar|finaliza|haz el|la|mi? pedido|compra|orden"},
    {RULE_WHOLE, INTENT_CHECKOUT, "pagar|finalizar|terminar|listo|lista|comprar|pedir|pago|caja|tramitar|checkout|pedirlo|comprarlo|termine|acabe"},
    {RULE_WHOLE, INTENT_CHECKOUT, "ir|pasar|vamos|voy|quiero|quisiera|para a? pagar|caja|finalizar|terminar|comprar|pedir|pedirlo|comprarlo ya|ahora?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "eso|esto|ya|con es|esta|seria todo?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "es|nada|no|seria todo|mas|eso"},
    {RULE_WHOLE, INTENT_CHECKOUT, "no eso|nada es|seria|mas todo?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "ya esta|termine|estoy"},
    {RULE_WHOLE, INTENT_CHECKOUT, "haz|hazme|hagamos|hago el? pedido|compra ya?"},

    {RULE_WHOLE, INTENT_CART_SHOW, "mi|el|ver|la? carrito|cesta|carro"},
    {RULE_ANY, INTENT_CART_SHOW, "ver|mostrar|muestrame|ensename|revisar|mira|abre|abrir mi|el|la carrito|cesta|carro"},
    {RULE_ANY, INTENT_CART_SHOW, "que|cuanto hay|tengo|llevo|va en? mi|el|la? carrito|cesta"},
    {RULE_ANY, INTENT_CART_SHOW, "que|cuanto llevo|sumo|es el total?"},
    {RULE_WHOLE, INTENT_CART_SHOW, "el|mi? total"},

    {RULE_WHOLE, INTENT_ORDER_AGAIN, "lo de siempre"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "lo mismo de siempre|antes?"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "lo? mismo que|de la|el ultima|ultimo|otra vez|pedido"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "repite|repetir|repita mi|el|ese? ultimo|mismo? pedido"},

    {RULE_ANY, INTENT_SAME_ADDRESS, "misma|ultima direccion|ubicacion"},
    {RULE_ANY, INTENT_SAME_ADDRESS, "direccion de|como siempre|antes|ultima"},
    {RULE_WHOLE, INTENT_SAME_ADDRESS, "la? misma|mismo|siempre de? siempre?"},
    {RULE_WHOLE, INTENT_SAME_ADDRESS, "a? la|donde|lo de siempre|misma"},

    {RULE_WHOLE, INTENT_PICKUP, "recoger|recogida|retirar|recojo|recogerlo|retiro|paso"},
    {RULE_WHOLE, INTENT_PICKUP, "recogida|recoger|retirar|recojo|retiro|recogerlo en la? tienda|local"},
    {RULE_WHOLE, INTENT_PICKUP, "en la tienda|local"},
    {RULE_ANY, INTENT_PICKUP, "lo|la|los|las recojo|retiro|recogere|busco|paso yo?"},
    {RULE_ANY, INTENT_PICKUP, "paso|voy|pasare|ire a|por recoger|recogerlo|recogerla|retirar|buscarlo|ello|el"},
    {RULE_ANY, INTENT_PICKUP, "quiero|prefiero|para recoger|recogerlo|recogida|retirar"},

    {RULE_WHOLE, INTENT_DELIVERY, "envio|domicilio|entrega|enviar|enviarlo|reparto|delivery|envialo|mandalo|traelo|llevalo"},
    {RULE_WHOLE, INTENT_DELIVERY, "envio|entrega|a a? domicilio|casa"},
    {RULE_ANY, INTENT_DELIVERY, "quiero|prefiero|con envio|entrega domicilio?"},
    {RULE_ANY, INTENT_DELIVERY, "enviamelo|mandamelo|traemelo|envialo|mandalo|llevalo|traelo|traerlo|enviarlo|lo a mi? casa|domicilio"},

    {RULE_WHOLE, INTENT_QUESTIONS, "preguntas|faq|dudas|pregunta|informacion|info"},
    {RULE_WHOLE, INTENT_QUESTIONS, "preguntas frecuentes"},
    {RULE_WHOLE, INTENT_QUESTIONS, "tengo una|unas? pregunta|duda|preguntas|dudas"},

    {RULE_WHOLE, INTENT_MENU, "menu|inicio|empezar|opciones"},
    {RULE_WHOLE, INTENT_MENU, "el|ver|volver|ir|muestrame al?|el? menu|inicio|principal?"},
    {RULE_WHOLE, INTENT_MENU, "menu principal"},
    {RULE_WHOLE, INTENT_HELP, "ayuda|ayudame|ayudeme|socorro|help"},
    {RULE_WHOLE, INTENT_HELP, "necesito|quiero ayuda"},
    {RULE_WHOLE, INTENT_HELP, "me? puedes|puede|podrias ayudar|ayudarme me?"},
    {RULE_WHOLE, INTENT_HELP, "que puedes|puedo|sabes hacer|decir"},
    {RULE_WHOLE, INTENT_HELP, "como funciona|pido|hago|compro|se esto|un|el|pedido|pide? pedido?"},
    {RULE_WHOLE, INTENT_HELP, "eres|es|hablo|esto|estoy con|hablando|un|una|es? un|una|con? un|una? robot|bot|maquina|persona|humano|programa"},
    {RULE_WHOLE, INTENT_HELP, "quien eres|es"},

    {RULE_ANY, INTENT_RECOMMEND, "que|cual|cuales|algo * me|nos? recomienda|recomiendas|recomiendan|recomendais|recomendarias|recomendaria|aconseja|aconsejas|aconsejan|sugiere|sugieres|sugieren"},
    {RULE_ANY, INTENT_RECOMMEND, "recomiendame|recomiendeme|recomiendenme|sugiereme|aconsejame"},
    {RULE_ANY, INTENT_RECOMMEND, "me|nos recomienda|recomiendas|recomiendan|sugieres algo|alguno|alguna"},
    {RULE_ANY, INTENT_RECOMMEND, "alguna|algunas recomendacion|recomendaciones|sugerencia|sugerencias"},
    {RULE_ANY, INTENT_RECOMMEND, "que|algo * va|vaya|pega|pegue|combina|combine|queda|quede|acompana bien|mejor|genial? con"},
    {RULE_ANY, INTENT_RECOMMEND, "que|lo * compra|compran|pide|piden|lleva|llevan la|los|otros? gente|clientes|demas|otros"},
    {RULE_ANY, INTENT_RECOMMEND, "que * suele|suelen pedir|comprar|llevar|tomar"},
    {RULE_ANY, INTENT_RECOMMEND, "mas vendido|vendidos|vendida|vendidas|popular|populares|pedido|pedidos"},
    {RULE_WHOLE, INTENT_RECOMMEND, "no se que pedir|comprar|llevar|elegir|escoger"},
    {RULE_WHOLE, INTENT_RECOMMEND, "que deberia|debo|deberiamos pedir|comprar|llevar|probar|elegir"},
    {RULE_WHOLE, INTENT_BROWSE, "productos|catalogo|tienda|articulos|categorias|carta|surtido"},
    {RULE_ANY, INTENT_BROWSE, "que|cuales * venden|vendes|vendeis|ofrecen|ofreceis|productos"},
    {RULE_WHOLE, INTENT_BROWSE, "que tienes|tienen|teneis|hay|mas|otras cosas? de? nuevo?"},
    {RULE_ANY, INTENT_BROWSE, "ver|mostrar|muestrame|ensename|mostrarme|quiero|enviame|mandame ver? los|el|la|tus|sus|todos productos|catalogo|articulos|carta|todo|lista"},
    {RULE_WHOLE, INTENT_BROWSE, "quiero|quisiera|me gustaria comprar|pedir|ver algo|cosas?"},
    {RULE_WHOLE, INTENT_BROWSE, "quiero|quisiera hacer un pedido"},
    {RULE_WHOLE, INTENT_BROWSE, "solo? estoy? mirando"},
    {RULE_WHOLE, INTENT_BROWSE, "ver productos|todo|mas"},
    {RULE_WHOLE, INTENT_BROWSE, "algo barato|bonito|especial|nuevo|mas?"},
    {RULE_WHOLE, INTENT_BROWSE, "lista de? precios|productos?"},

    {RULE_WHOLE, INTENT_MORE, "mas|siguiente|siguientes|otros|otras"},
    {RULE_WHOLE, INTENT_MORE, "ver|muestrame|hay|dame|ensename|que mas|otros|otras"},
    {RULE_WHOLE, INTENT_MORE, "mas|siguiente productos|opciones|pagina"},
    {RULE_WHOLE, INTENT_BACK, "volver|atras|regresar|anterior|vuelve"},
    {RULE_WHOLE, INTENT_BACK, "ir|volver|regresa hacia? atras"},

    {RULE_WHOLE, INTENT_CANCEL, "cancelar|cancela|salir|olvidalo|dejalo|anular|anula|cancelalo|olvida|dejemoslo"},
    {RULE_WHOLE, INTENT_CANCEL, "no|ya|mejor no|da|quiero igual|nada"},
    {RULE_WHOLE, INTENT_CANCEL, "dejalo|olvidalo|cancela|olvida asi|ya|eso|esto|todo"},
    {RULE_WHOLE, INTENT_CANCEL, "cambie de idea|opinion"},

    {RULE_WHOLE, INTENT_CHANGE, "cambiar|cambio|modificar|editar|corregir|cambiarlo|cambialo"},
    {RULE_WHOLE, INTENT_CHANGE, "quiero|quisiera|necesito|puedo cambiar|modificar|corregir algo|una cosa|el|la|mi nombre|direccion|pedido|cosa?"},
    {RULE_WHOLE, INTENT_CHANGE, "cambiar|cambia|modificar|corregir algo|el|la|mi nombre|direccion|pedido|cantidad?"},
    {RULE_WHOLE, INTENT_CHANGE, "algo|eso|esto esta mal"},

    {RULE_WHOLE, INTENT_WAIT, "espera|espere|esperame|momento|momentito|segundo"},
    {RULE_WHOLE, INTENT_WAIT, "espera|dame|deme|espere|solo? un momento|segundo|minuto|momentito|rato"},
    {RULE_WHOLE, INTENT_WAIT, "un momento|segundo|minuto|momentito"},
    {RULE_WHOLE, INTENT_WAIT, "dejame|tengo|voy a|que? pensar|pensarlo|ver|mirar"},

    {RULE_WHOLE, INTENT_YES, "si|vale|claro|confirmo|confirmado|correcto|exacto|perfecto|acuerdo|adelante|genial|bien|bueno|confirmar|hecho|venga|eso|sale|listo|hazlo|pidelo|afirmativo|estupendo|excelente"},
    {RULE_WHOLE, INTENT_YES, "si|vale|claro si|claro|que|confirmo|correcto|perfecto|quiero|por|eso|exacto|adelante|gracias|hazlo|pidelo|todo|es|esta supuesto|favor|es|quiero|bien|correcto|todo|eso|pedido|perfecto|lo?"},
    {RULE_WHOLE, INTENT_YES, "si confirmar|confirma|confirmo|hacer|haz|haga|quiero|pide el|mi? pedido|orden"},
    {RULE_WHOLE, INTENT_YES, "de|por acuerdo|supuesto|una"},
    {RULE_WHOLE, INTENT_YES, "muy|esta|todo|asi|me bien|perfecto|correcto|vale|parece bien|perfecto|correcto?"},
    {RULE_WHOLE, INTENT_YES, "lo|la|los|las quiero|tomo|llevo|compro|cojo"},
    {RULE_WHOLE, INTENT_YES, "me lo|la|los|las llevo|quedo|pones|quedo"},
    {RULE_WHOLE, INTENT_YES, "como no"},

    {RULE_WHOLE, INTENT_NO, "no|nunca|negativo|nada|ninguno|ninguna|incorrecto"},
    {RULE_WHOLE, INTENT_NO, "no no|gracias|quiero|hace|por|todavia|aun|es|esta|ahora falta|ahora|eso|bien|correcto|asi|lo|favor|gracias?"},
    {RULE_WHOLE, INTENT_NO, "para nada"},
    {RULE_WHOLE, INTENT_NO, "todavia|ahora|aun no"},
    {RULE_WHOLE, INTENT_NO, "no lo|eso quiero|es"},
    {RULE_WHOLE, INTENT_NO, "ninguno|ninguna de ellos|esos|estos|esas|estas"},

    {RULE_WHOLE, INTENT_THANKS, "gracias|agradecido|agradecida"},
    {RULE_WHOLE, INTENT_THANKS, "muchas|mil|muchisimas|perfecto|genial|bien|si|vale|ok|muy|bueno gracias|amable|bien gracias|todo?"},
    {RULE_WHOLE, INTENT_THANKS, "gracias por|muy|a|amigo|de todo|la|tu|amable|ti|usted|ayuda|su|verdad ayuda|atencion|todo?"},
    {RULE_WHOLE, INTENT_THANKS, "te|le|os lo? agradezco"},

    {RULE_WHOLE, INTENT_GOODBYE, "adios|chao|chau|ciao|bye"},
    {RULE_WHOLE, INTENT_GOODBYE, "nos vemos pronto|luego|manana?"},
    {RULE_WHOLE, INTENT_GOODBYE, "hasta luego|pronto|manana|otra|la vista|proxima?"},
    {RULE_WHOLE, INTENT_GOODBYE, "que tengas|tengan|pases buen|un|bonito|lindo buen? dia|fin|tarde de? semana?"},
    {RULE_WHOLE, INTENT_GOODBYE, "gracias adios|chao|hasta luego?"},

    {RULE_WHOLE, INTENT_GREETING, "hola|buenas|saludos|hey|hi|hello|buenos"},
    {RULE_WHOLE, INTENT_GREETING, "hola|muy? buenos|buenas dias|tardes|noches"},
    {RULE_WHOLE, INTENT_GREETING, "hola hola|que|buenas|buenos|como|de|amigo|alguien|hay|todos tal|dias|tardes|noches|estas|esta|estan|nuevo|alguien|ahi?"},
    {RULE_WHOLE, INTENT_GREETING, "que|como tal|estas|estan|esta|va"},
    {RULE_WHOLE, INTENT_GREETING, "hay|estan|estas alguien|ahi"},

    {RULE_FIRST, INTENT_YES, "si|vale|claro|confirmo|correcto|perfecto"},
    {RULE_FIRST, INTENT_NO, "no"},
};

static const struct rule wishes[] = {
    {RULE_ANY, WISH_REMOVE, "quita|quitar|quitame|quite|elimina|eliminar|borra|borrar|saca|sacar|cancela|cancelar|retira|anula|quitale|sacame|eliminame"},
    {RULE_ANY, WISH_REMOVE, "ya? no quiero|queremos|necesito mas?"},
    {RULE_ANY, WISH_REMOVE, "no me? pongas|anadas|agregues"},
    {RULE_ANY, WISH_REMOVE_HERE, "sin|no|menos|excepto|salvo"},
    {RULE_ANY, WISH_SET, "que sean|sea"},
    {RULE_ANY, WISH_SET, "cambia|cambiar|cambiame|cambie|modifica|deja|dejalo|dejame|corrige|sube|baja|actualiza|reemplaza|sustituye|cambialo|cambiala"},
    {RULE_ANY, WISH_SET, "quiero decir"},
    {RULE_ANY, WISH_SET, "solo|solamente|unicamente un|una|#"},
    {RULE_ANY, WISH_SET, "mejor|perdon que sean|sea"},
    {RULE_ANY, WISH_SET, "mejor"},
    {RULE_ANY, WISH_SET, "digo|perdon|corrijo"},
    {RULE_TAIL, WISH_SET, "mejor"},
    {RULE_TAIL, WISH_SET, "en lugar|vez"},
    {RULE_ANY, WISH_MORE, "un|una|uno|# mas"},
    {RULE_ANY, WISH_MORE, "otro|otra"},
    {RULE_ANY, WISH_MORE, "otros|otras #"},
    {RULE_ANY, WISH_MORE, "lo mismo otra vez"},
    {RULE_ANY, WISH_SHOW, "muestrame|mostrar|muestra|ensename|ensena|ver|mostrarme|busca|buscar|mira"},
    {RULE_ANY, WISH_SHOW, "tienes|tienen|teneis|hay|venden|vendes|vendeis|tendran|tendria|tiene|tendrias"},
    {RULE_ANY, WISH_SHOW, "cuanto|que|cual cuesta|cuestan|vale|valen|sale|es|precio tiene|tienen|el|la? precio? de? del?"},
    {RULE_ANY, WISH_SHOW, "precio|precios|foto|fotos|informacion|info|detalles de|del"},
    {RULE_ANY, WISH_SHOW, "a? que|como precio|es|son|tienen|tienes|tallas|colores|tipo|otros|otras de?"},
    {RULE_ANY, WISH_SHOW, "busco|buscando|buscaba|interesa|interesan|recomiendas|recomiendan"},
    {RULE_ANY, WISH_SHOW, "queda|quedan|disponible|disponibles algun|alguna|mas?"},
    {RULE_ANY, WISH_SHOW, "dime|cuentame mas? de|del|sobre"},
    {RULE_TAIL, WISH_SHOW, "tienes|tienen|teneis|hay|disponible|disponibles|precio"},
    {RULE_TAIL, WISH_SHOW, "cuanto|que cuesta|cuestan|vale|valen|precio"},
    {RULE_ANY, WISH_TOLD, "ya? he|hemos|habia comprado|pedido|recibido|devuelto|pagado"},
    {RULE_ANY, WISH_TOLD, "compre|pedi|recibi|devolvi|pague|compramos|pedimos|llego|llegaron"},
    {RULE_ANY, WISH_ADD, "quiero|quisiera|queria|queremos|querria|necesito|necesitamos|deseo|deseamos|tomo|llevo|compro|pido"},
    {RULE_ANY, WISH_ADD, "me|nos gustaria|gustarian|apetece|pones|pone|llevo|das|da|traes|trae|manda|mandas|envias|anades|quedo pedir|comprar|tener|ordenar?"},
    {RULE_ANY, WISH_ADD, "dame|deme|ponme|pongame|ponnos|danos|traeme|mandame|enviame|anade|anadir|agrega|agregar|agregame|anademe|apuntame|anota|anotame|sumale|suma|pon|regalame|reservame|incluye"},
    {RULE_ANY, WISH_ADD, "puedo|podria|puede|puedes|podrias|voy|vamos|quiero|quisiera|para a? pedir|comprar|tener|ordenar|llevar|agregar|anadir|ponerme|darme|pedirte|querer|tomar|poner|me? dar?"},
    {RULE_ANY, WISH_ADD, "comprar|pedir|ordenar|encargar"},
    {RULE_TAIL, WISH_ADD, "al|en|a mi|el|la? carrito|cesta|pedido"},
};

static const char order_verbs[] = "comprar pedir ordenar tener llevar anadir agregar tomar encargar probar";
static const char show_verbs[] = "ver saber conocer mirar buscar preguntar consultar";
static const char choice_words[] = "numero opcion producto el la no opciones";
static const char pronouns[] = "lo la los las este esta esto estos estas ese esa eso esos esas uno una ellos";
static const char becomes_words[] = "a por en con para";
static const char the_words[] = "el la los las este esta ese esa otro otra ningun primer primera ultimo ultima cada mismo misma";
static const char ask_words[] = "que cual cuales cuando donde como cuanto cuanta cuantos quien puedo puede pueden hay tienen tienes teneis hacen es son se aceptan";

const struct language language_es = {
    .code = "es",
    .spellings = spellings, .spelling_count = COUNT(spellings),
    .numbers = numbers, .number_count = COUNT(numbers),
    .ordinals = ordinals, .ordinal_count = COUNT(ordinals),
    .intents = intents, .intent_count = COUNT(intents),
    .wishes = wishes, .wish_count = COUNT(wishes),
    .option_words = option_words, .option_word_count = COUNT(option_words),
    .synonyms = synonyms, .synonym_count = COUNT(synonyms),
    .lists = {
        {WORD_MODIFIER, "sin extra"},
        {WORD_STOP, stop_words}, {WORD_COMMON, common_words}, {WORD_FILLER, fillers},
        {WORD_CONNECTOR, connectors}, {WORD_AND, ands}, {WORD_UNIT, units},
        {WORD_COUNTER, counters}, {WORD_STREET, streets}, {WORD_BEFORE_NUMBER, before_numbers},
        {WORD_PLURAL, plural_things}, {WORD_ORDER_VERB, order_verbs}, {WORD_SHOW_VERB, show_verbs},
        {WORD_TIMES, "x"}, {WORD_ARTICLE, "un una"}, {WORD_PAIR, "par pares"},
        {WORD_HALF, "media medio"}, {WORD_DOZEN, "docena docenas"}, {WORD_ONE, "uno"},
        {WORD_TO, "a"}, {WORD_NOT, "no"}, {WORD_CHOICE, choice_words}, {WORD_PRONOUN, pronouns},
        {WORD_BECOMES, becomes_words}, {WORD_ROAD, roads}, {WORD_THE, the_words},
        {WORD_ASK, ask_words},
    },
};
