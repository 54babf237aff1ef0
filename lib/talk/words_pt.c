/* words_pt.c -- Portuguese for understanding, of Brazil and Portugal. How rules are written
 * stands in words_en.c. */
#include "talk.h"

static const struct spelling spellings[] = {
    {"pfv", "por favor"}, {"pf", "por favor"}, {"pfvr", "por favor"}, {"porfavor", "por favor"},
    {"faxavor", "por favor"}, {"plz", "por favor"}, {"please", "por favor"}, {"vc", "voce"},
    {"vcs", "voces"}, {"ce", "voce"}, {"tb", "tambem"}, {"tbm", "tambem"}, {"tmb", "tambem"},
    {"q", "que"}, {"oq", "o que"}, {"pq", "porque"}, {"hj", "hoje"}, {"td", "tudo"},
    {"tds", "todos"}, {"blz", "sim"}, {"beleza", "sim"}, {"obg", "obrigado"},
    {"obgd", "obrigado"}, {"obrigadao", "obrigado"}, {"brigado", "obrigado"},
    {"brigada", "obrigada"}, {"vlw", "obrigado"}, {"valeu", "obrigado"}, {"msg", "mensagem"},
    {"qto", "quanto"}, {"qnt", "quanto"}, {"qnto", "quanto"}, {"qdo", "quando"}, {"qnd", "quando"},
    {"cade", "onde esta"}, {"kd", "onde esta"}, {"tou", "estou"}, {"ta", "esta"},
    {"tao", "estao"}, {"n", "nao"}, {"nn", "nao"}, {"num", "em um"},
    {"numa", "em uma"}, {"pra", "para"}, {"pro", "para"}, {"pras", "para"}, {"pros", "para"},
    {"ss", "sim"}, {"simm", "sim"}, {"yes", "sim"}, {"okay", "sim"}, {"ok", "sim"},
    {"okey", "sim"}, {"oii", "oi"}, {"oie", "oi"}, {"oiee", "oi"}, {"ola", "oi"}, {"opa", "oi"},
    {"eai", "oi"}, {"qro", "quero"}, {"qero", "quero"}, {"kero", "quero"}, {"quiero", "quero"},
    {"end", "endereco"}, {"enderesso", "endereco"}, {"pedio", "pedido"},
    {"und", "unidade"}, {"unds", "unidades"}, {"gostava", "gostaria"},
    {"\xF0\x9F\x91\x8D", "sim"}, {"\xE2\x9C\x85", "sim"}, {"\xF0\x9F\x91\x8C", "sim"},
    {"\xF0\x9F\x86\x97", "sim"}, {"\xE2\x9C\x94", "sim"}, {"\xE2\x9D\x8C", "nao"},
    {"\xF0\x9F\x91\x8E", "nao"}, {"\xF0\x9F\x9A\xAB", "nao"}, {"\xF0\x9F\x99\x8F", "obrigado"},
    {"\xF0\x9F\x91\x8B", "oi"}, {"\xF0\x9F\x9B\x92", "carrinho"}, {"\xE2\x9D\xA4", "obrigado"},
};

static const struct number_word numbers[] = {
    {"zero", 0}, {"dois", 2}, {"duas", 2}, {"tres", 3}, {"quatro", 4}, {"cinco", 5}, {"seis", 6},
    {"sete", 7}, {"oito", 8}, {"nove", 9}, {"dez", 10}, {"onze", 11}, {"doze", 12},
    {"treze", 13}, {"catorze", 14}, {"quatorze", 14}, {"quinze", 15}, {"dezesseis", 16},
    {"dezasseis", 16}, {"dezessete", 17}, {"dezassete", 17}, {"dezoito", 18}, {"dezenove", 19},
    {"dezanove", 19}, {"vinte", 20}, {"trinta", 30}, {"quarenta", 40}, {"cinquenta", 50},
    {"sessenta", 60}, {"setenta", 70}, {"oitenta", 80}, {"noventa", 90}, {"cem", 100},
    {"cento", 100}, {"mil", 1000}, {"duzia", 12}, {"duzias", 12}, {"par", 2}, {"pares", 2},
    {"casal", 2},
};

static const struct number_word ordinals[] = {
    {"primeiro", 1}, {"primeira", 1}, {"segundo", 2}, {"segunda", 2}, {"terceiro", 3},
    {"terceira", 3}, {"quarto", 4}, {"quarta", 4}, {"quinto", 5}, {"quinta", 5}, {"sexto", 6},
    {"sexta", 6}, {"setimo", 7}, {"oitavo", 8}, {"nono", 9}, {"decimo", 10}, {"ultimo", -1},
    {"ultima", -1},
};

static const char stop_words[] =
    "o a os as um uma uns umas e ou que se sim nao do da dos das de ao aos em no na nos nas com por "
    "pelo pela para sem sobre entre ate desde eu tu ele ela nos voce voces eles elas me te lhe "
    "meu minha meus minhas teu tua seu sua seus suas nosso nossa sou somos sao era foi ser estar "
    "esta estao estou este estes esse essa esses essas isto isso aquele aquela ha haver tenho tem "
    "temos ter como quando quanto quanta quantos quantas onde quem qual quais porque muito muita "
    "muitos mais menos tao tanto tambem ja ainda so somente apenas agora depois aqui ai la hoje tudo "
    "todo toda todos todas outro outra outros outras mesmo mesma algo alguem algum alguma nada "
    "ninguem nenhum nenhuma cada pouco pouca mas pois entao favor obrigado obrigada oi quero queria "
    "queriamos quer gostaria posso pode podem podia poderia da de deem coloca coloque ponha fazer faz "
    "vou vai vao ver bem bom boa assim estaria seria seja sejam";

static const char common_words[] =
    "agua amigo amiga ano anos ajuda azul barato branco branca bonito cafe rua mudar troca caro casa "
    "cliente coisa cor comida compra comprar conta dia dias dinheiro endereco morada entrega dinheiro "
    "erro familia data fim foto fotos frio gente grande cinza irmao irma filho filha homem hora horas "
    "horario lado leite livro chegar chego lugar mae mau mao marca melhor mensagem mes mesa minuto "
    "momento mulher mundo musica preto preta menino menina noite nome novo nova numero pagar pago pai "
    "pao papel parte pedido pedir pior pequeno pessoa frango preco pergunta problema produto produtos "
    "porta queijo presente presentes responder vermelho roupa sabado semana senhor senhora sol tarde "
    "cartao telefone tempo loja tipo trabalho verde sexta vida velho vinho sapato estudante desconto "
    "domingo terca quarta quinta";

static const char fillers[] =
    "por favor obrigado obrigada oi ola bom boa dia tarde noite olha entao desculpe desculpa "
    "amigo amiga senhor senhora muito muita agora ja tambem ah eh ai gente moca moco";

static const char connectors[] = "de do da dos das com em o a os as ao para por tamanho cor sabor um uma no na";
static const char ands[] = "e tambem";
static const char units[] =
    "g gr gramas grama kg quilo quilos kilo kilos mg ml cl l litro litros cm mm m metro metros euro "
    "euros eur real reais dolar dolares centavos ano anos mes meses semana semanas dia dias hora horas "
    "h minuto minutos min am pm gb tb pessoas graus km";
static const char counters[] =
    "peca pecas unidade unidades pacote pacotes saco sacos caixa caixas garrafa garrafas jogo jogos "
    "porcao porcoes fatia fatias lata latas pote potes frasco frascos copia artigo artigos item itens";
static const char streets[] = "cep";
static const char roads[] = "rua avenida av praca travessa estrada largo calle via alameda";
static const char before_numbers[] =
    "tamanho as ate antes depois desde numero n andar porta telefone tel celular codigo cep pagina "
    "rua avenida menos abaixo entre apartamento apto quarto sala";
static const char plural_things[] = "meias meia sapatos luvas calcas oculos brincos botas tenis";

static const char *const option_words[] = {
    "s, p, pequeno, pequena, pequenos, pequenas, small", "m, medio, media, medios, medias, medium",
    "l, g, grande, grandes, large", "xl, gg, extra grande, muito grande", "xxl, 2xl, xgg, duplo xl",
    "xs, pp, extra pequeno, muito pequeno", "grey, cinza, cinzento, cinzenta, cinzentos, gray",
    "black, preto, preta, pretos, pretas", "white, branco, branca, brancos, brancas",
    "navy, azul marinho, azul escuro, marinho", "red, vermelho, vermelha, vermelhos, vermelhas",
    "green, verde, verdes", "blue, azul, azuis", "yellow, amarelo, amarela, amarelos", "pink, rosa, cor de rosa",
    "brown, marrom, castanho, castanha", "orange, laranja", "purple, roxo, roxa", "beige, bege, creme",
    "mustard, mostarda", "burgundy, bordo, vinho", "olive, oliva, azeitona", "natural, cru", "silver, prata, prateado", "gold, dourado, ouro",
    "one size, tamanho unico, unico", "whole bean, em grao, graos, grao, inteiro", "ground, moido, moida",
    "sliced, fatiado, fatiada, cortado", "whole, inteiro, inteira, unsliced",
    "small, pequeno, pequena", "medium, medio, media", "large, grande", "family, familia, familiar",
    "chocolate, de chocolate", "vanilla, baunilha", "strawberry, morango", "vegetarian, vegetariano, vegetariana",
    "250 g, 250g", "500 g, 500g, meio quilo", "1 kg, 1kg, um quilo, quilo",
};

static const char *const synonyms[] = {
    "entrega entregam entregar envio enviar enviam mandar mandam frete chega chegam portes domicilio",
    "preco custa custam vale valor custo taxa",
    "reembolso devolver devolucao devolucoes devolvo estorno",
    "trocar troca trocas mudar",
    "nota fatura recibo nif cnpj iva",
    "aberto aberta abrem abre horario horarios hora fecham fecha funcionamento",
    "endereco morada onde localizacao fica ficam local",
    "loja padaria filial",
    "pagar pagamento pago aceitam pix",
    "cartao visa mastercard credito debito multibanco",
    "retirar retirada buscar levantar recolher",
    "alergia alergias alergenos alergico gluten",
    "vegano vegana veganos vegetal",
    "desconto promocao cupom cupao",
    "presente embrulhar embrulho embrulham papel",
    "lavar lavo lavagem maquina",
    "tamanho tamanhos medidas guia",
    "trabalho emprego vaga vagas trabalhar contratam",
    "dinheiro numerario vivo",
};

static const struct rule intents[] = {
    {RULE_EXACT, INTENT_STOP, "stop|parar|pare|sair|descadastrar|parem"},
    {RULE_EXACT, INTENT_STOP, "parar|pare|parem|cancelar de? enviar|mandar|mensagens|inscricao|assinatura mensagens?"},
    {RULE_EXACT, INTENT_STOP, "nao me? envie|mande|enviem|mandem|escrevam mais? mensagens? mais?"},
    {RULE_EXACT, INTENT_STOP, "nao quero receber? mais mensagens"},
    {RULE_EXACT, INTENT_START, "ativar|inscrever|assinar"},

    {RULE_WHOLE, INTENT_HUMAN, "pessoa|humano|humana|atendente|operador|operadora|alguem|vendedor|vendedora|gerente|responsavel|funcionario"},
    {RULE_WHOLE, INTENT_HUMAN, "uma|um pessoa|humano|atendente real?"},
    {RULE_WHOLE, INTENT_HUMAN, "atendimento humano|cliente?"},
    {RULE_ANY, INTENT_HUMAN, "falar|falo|conversar|contato|chamar|chama|passa|fale * com * pessoa|humano|alguem|atendente|operador|vendedor|vendedora|gerente|responsavel|dono|dona|voces|funcionario"},
    {RULE_ANY, INTENT_HUMAN, "chamar|chama|quero|preciso|prefiro uma|um|o|a|de pessoa|humano|atendente|gerente"},
    {RULE_ANY, INTENT_HUMAN, "pessoa|humano|atendente real|verdade|humana"},
    {RULE_ANY, INTENT_HUMAN, "alguem pode|podia me ligar|ajudar|atender|liga"},

    {RULE_ANY, INTENT_LOGIN_CODE, "codigo|link de|para acesso|entrar|acessar|login"},
    {RULE_WHOLE, INTENT_LOGIN_CODE, "minha conta"},

    {RULE_ANY, INTENT_ORDER_CANCEL, "cancelar|cancela|cancele|cancelo|anular|anule|cancelem o|meu|minha|este|esse|a|esta meu|minha|ultimo|ultima? pedido|encomenda|compra"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "cancelar pedido|encomenda"},
    {RULE_ANY, INTENT_ORDER_CANCEL, "nao quero mais o|meu|a|minha pedido|encomenda"},

    {RULE_ANY, INTENT_ORDER_STATUS, "onde|como esta|anda|vai|fica o|meu|minha|a meu|minha? pedido|encomenda|pacote|entrega|compra"},
    {RULE_ANY, INTENT_ORDER_STATUS, "quando|ja * chega|chegara|chegou|vem|saiu|sai|recebo|enviam|entregam o|meu|minha|a? meu|minha? pedido|encomenda|pacote"},
    {RULE_ANY, INTENT_ORDER_STATUS, "status|situacao|rastrear|rastreio|rastreamento|acompanhar|estado do|o|da|meu|de? meu|minha? pedido|encomenda|pacote|entrega"},
    {RULE_ANY, INTENT_ORDER_STATUS, "meu|minha|o|a pedido|encomenda|pacote * chegou|chega|saiu|enviado|pronto|atrasado|demora"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "rastrear|rastreio|status|acompanhar"},
    {RULE_WHOLE, INTENT_ORDER_STATUS, "meu|minha|o|a pedido|encomenda|pacote"},
    {RULE_ANY, INTENT_ORDER_STATUS, "que aconteceu com o? meu|minha pedido|encomenda"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "meus|minhas|os? meus|minhas? pedidos|encomendas|compras"},
    {RULE_WHOLE, INTENT_ORDER_LIST, "ver|mostrar|mostra|lista de|os|as? meus|minhas? pedidos|encomendas|compras"},
    {RULE_ANY, INTENT_ORDER_LIST, "historico de? pedidos|compras?"},

    {RULE_ANY, INTENT_CART_CLEAR, "esvaziar|esvazia|limpar|limpa|apagar|apaga|esvazie o|meu? meu? carrinho|cesto|sacola"},
    {RULE_WHOLE, INTENT_CART_CLEAR, "apaga|apagar|tira|tirar|remove|limpa tudo"},

    {RULE_ANY, INTENT_CHECKOUT, "finalizar|fechar|concluir|fazer|confirmar|completar|terminar|enviar|finaliza|fecha|faz o|meu|a? meu? pedido|compra|encomenda|conta"},
    {RULE_WHOLE, INTENT_CHECKOUT, "pagar|finalizar|fechar|pronto|comprar|concluir|pagamento|terminar|checkout|encomendar|finaliza|fecha|terminei|acabei"},
    {RULE_WHOLE, INTENT_CHECKOUT, "quero|queria|vamos|vou|ir|pode|gostaria para|de? pagar|finalizar|fechar|comprar|concluir|encomendar|pedir agora|ja?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "e|so|isso|seria so|tudo|isso e|tudo?"},
    {RULE_WHOLE, INTENT_CHECKOUT, "e? so isso|tudo"},
    {RULE_WHOLE, INTENT_CHECKOUT, "mais nada"},
    {RULE_WHOLE, INTENT_CHECKOUT, "nao e|so|mais so|isso|nada isso?"},

    {RULE_WHOLE, INTENT_CART_SHOW, "o|ver|meu? meu? carrinho|cesto|sacola"},
    {RULE_ANY, INTENT_CART_SHOW, "ver|mostrar|mostra|mostre|abrir|olhar o|meu|me? o|meu? carrinho|cesto|sacola"},
    {RULE_ANY, INTENT_CART_SHOW, "que|quanto tem|ha|tenho|esta no|em meu? carrinho|cesto"},
    {RULE_ANY, INTENT_CART_SHOW, "quanto deu|fica|e|da ate|tudo|o|no total|tudo|agora?"},
    {RULE_WHOLE, INTENT_CART_SHOW, "o|qual? e? o? total"},

    {RULE_WHOLE, INTENT_ORDER_AGAIN, "o de sempre"},
    {RULE_WHOLE, INTENT_ORDER_AGAIN, "o mesmo de sempre|antes"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "o? mesmo que|da|do na? ultima|ultimo|outra vez|pedido"},
    {RULE_ANY, INTENT_ORDER_AGAIN, "repete|repetir|repita o|meu|esse? meu? ultimo|mesmo? pedido"},

    {RULE_ANY, INTENT_SAME_ADDRESS, "mesmo|mesma|ultimo|ultima endereco|morada|local"},
    {RULE_ANY, INTENT_SAME_ADDRESS, "endereco|morada de sempre|antes"},
    {RULE_WHOLE, INTENT_SAME_ADDRESS, "o|a|no|na? mesmo|mesma|sempre de? sempre?"},

    {RULE_WHOLE, INTENT_PICKUP, "retirar|retirada|buscar|levantar|retiro|busco|levanto"},
    {RULE_WHOLE, INTENT_PICKUP, "retirar|retirada|buscar|levantar|retiro|busco|levanto na|ai loja?"},
    {RULE_WHOLE, INTENT_PICKUP, "na loja"},
    {RULE_ANY, INTENT_PICKUP, "vou|passo|quero|prefiro|posso para? retirar|buscar|levantar|ai"},
    {RULE_ANY, INTENT_PICKUP, "eu retiro|busco|levanto|pego"},

    {RULE_WHOLE, INTENT_DELIVERY, "entrega|entregar|envio|enviar|delivery|domicilio|entregue|frete"},
    {RULE_WHOLE, INTENT_DELIVERY, "entrega|envio|entregar em|ao|no? casa|domicilio"},
    {RULE_ANY, INTENT_DELIVERY, "quero|prefiro|com|por entrega|envio|receber domicilio|casa?"},
    {RULE_ANY, INTENT_DELIVERY, "manda|mande|entrega|entregue|traz|traga|envia|envie em|para|na minha? casa|domicilio|mim"},

    {RULE_WHOLE, INTENT_QUESTIONS, "perguntas|faq|duvidas|pergunta|informacao|informacoes|info"},
    {RULE_WHOLE, INTENT_QUESTIONS, "perguntas frequentes"},
    {RULE_WHOLE, INTENT_QUESTIONS, "tenho uma|umas|algumas? pergunta|duvida|perguntas|duvidas"},

    {RULE_WHOLE, INTENT_MENU, "menu|inicio|comecar|opcoes"},
    {RULE_WHOLE, INTENT_MENU, "o|ver|voltar|ir|mostra ao|o|para? o? menu|inicio principal?"},
    {RULE_WHOLE, INTENT_MENU, "menu principal"},
    {RULE_WHOLE, INTENT_HELP, "ajuda|ajude|socorro|help|ajudar"},
    {RULE_WHOLE, INTENT_HELP, "preciso|quero de? ajuda"},
    {RULE_WHOLE, INTENT_HELP, "voce? pode|podia|poderia me? ajudar me?"},
    {RULE_WHOLE, INTENT_HELP, "o? que voce|eu|posso pode|sabe|posso|faz fazer?"},
    {RULE_WHOLE, INTENT_HELP, "como funciona|faco|peco|compro|se isso|isto|um|pedido? pedido?"},
    {RULE_WHOLE, INTENT_HELP, "voce|e|estou|isso e|um|falando|a com|um|uma|falar? um|uma|com? robo|bot|maquina|pessoa|humano|programa"},
    {RULE_WHOLE, INTENT_HELP, "quem e voce?"},

    {RULE_ANY, INTENT_RECOMMEND, "que|qual|quais|algo * me|voce|voces|vcs|nos? recomenda|recomendam|recomendaria|recomendariam|sugere|sugerem|aconselha|aconselham|indica|indicam"},
    {RULE_ANY, INTENT_RECOMMEND, "recomenda|recomende|recomendem|sugere|sugira|indica|indique me? algo|alguma|algum"},
    {RULE_ANY, INTENT_RECOMMEND, "alguma|algumas recomendacao|recomendacoes|sugestao|sugestoes|dica|indicacao"},
    {RULE_ANY, INTENT_RECOMMEND, "que|algo * combina|combine|vai|va|fica|fique|acompanha bem|melhor? com"},
    {RULE_ANY, INTENT_RECOMMEND, "que * as|os? pessoas|clientes|outros compram|levam|pedem|costumam"},
    {RULE_ANY, INTENT_RECOMMEND, "mais vendido|vendidos|vendida|vendidas|popular|populares|pedido|pedidos"},
    {RULE_WHOLE, INTENT_RECOMMEND, "nao sei o? que pedir|comprar|levar|escolher"},
    {RULE_WHOLE, INTENT_RECOMMEND, "o? que devo|deveria pedir|comprar|levar|escolher|experimentar"},
    {RULE_WHOLE, INTENT_BROWSE, "produtos|catalogo|loja|artigos|categorias|cardapio|itens"},
    {RULE_ANY, INTENT_BROWSE, "que|quais * vendem|vende|oferecem|produtos"},
    {RULE_WHOLE, INTENT_BROWSE, "o? que voces? tem|ha|mais de|ai|mais? novo|bom?"},
    {RULE_ANY, INTENT_BROWSE, "ver|mostrar|mostra|mostre|quero|envia|manda ver|me|os|o|seus? os|o|seus|todos? produtos|catalogo|artigos|cardapio|tudo|lista"},
    {RULE_WHOLE, INTENT_BROWSE, "quero|queria|gostaria de? comprar|pedir|encomendar|ver algo|coisas|alguma? coisa?"},
    {RULE_WHOLE, INTENT_BROWSE, "quero|queria|gostaria de? fazer um|uma pedido|encomenda"},
    {RULE_WHOLE, INTENT_BROWSE, "estou? so estou? olhando|vendo"},
    {RULE_WHOLE, INTENT_BROWSE, "ver produtos|tudo"},
    {RULE_WHOLE, INTENT_BROWSE, "algo|alguma barato|barata|bonito|especial|novo|coisa"},
    {RULE_WHOLE, INTENT_BROWSE, "lista de? precos|produtos?"},

    {RULE_WHOLE, INTENT_MORE, "mais|proximo|proxima|outros|outras|seguinte"},
    {RULE_WHOLE, INTENT_MORE, "ver|mostra|tem|ha|mostre mais|outros|outras"},
    {RULE_WHOLE, INTENT_MORE, "mais|proxima|proximos produtos|opcoes|pagina"},
    {RULE_WHOLE, INTENT_BACK, "voltar|volta|atras|anterior|volte"},
    {RULE_WHOLE, INTENT_BACK, "voltar|volta|ir para? atras"},

    {RULE_WHOLE, INTENT_CANCEL, "cancelar|cancela|esquece|esqueca|deixa|anular|desistir|desisto|cancele"},
    {RULE_WHOLE, INTENT_CANCEL, "deixa|esquece|esqueca|cancela para|isso|la|tudo la|isso?"},
    {RULE_WHOLE, INTENT_CANCEL, "nao quero mais nada|isso?"},
    {RULE_WHOLE, INTENT_CANCEL, "mudei de ideia"},

    {RULE_WHOLE, INTENT_CHANGE, "mudar|alterar|modificar|corrigir|trocar|editar|muda|altera"},
    {RULE_WHOLE, INTENT_CHANGE, "quero|queria|preciso|posso mudar|alterar|corrigir|trocar algo|uma|o|a|meu|minha nome|endereco|morada|pedido|coisa?"},
    {RULE_WHOLE, INTENT_CHANGE, "mudar|muda|alterar|corrigir|trocar algo|o|a|meu|minha nome|endereco|morada|pedido|quantidade?"},
    {RULE_WHOLE, INTENT_CHANGE, "algo|isso esta errado"},

    {RULE_WHOLE, INTENT_WAIT, "espera|espere|momento|momentinho|calma|aguarde"},
    {RULE_WHOLE, INTENT_WAIT, "espera|espere|me|so|da|aguarde um? da? um? momento|minuto|segundo|pouco|minutinho"},
    {RULE_WHOLE, INTENT_WAIT, "um momento|minuto|segundo|momentinho"},
    {RULE_WHOLE, INTENT_WAIT, "deixa|vou|preciso eu|me? pensar|ver"},

    {RULE_WHOLE, INTENT_YES, "sim|confirmo|confirmado|correto|exato|perfeito|claro|certo|otimo|bom|confirmar|feito|isso|pode|fechado|positivo|isso|quero|combinado|bora"},
    {RULE_WHOLE, INTENT_YES, "sim|pode|claro|isso sim|claro|confirmo|correto|perfeito|quero|por|isso|exato|pode|fazer|que|confirmar|faz|mesmo|e|faca|esta favor|ser|fazer|sim|mesmo|tudo|certo|bem|o? pedido?"},
    {RULE_WHOLE, INTENT_YES, "sim confirmar|confirma|confirmo|fazer|faz|faca o|meu? pedido|encomenda"},
    {RULE_WHOLE, INTENT_YES, "com certeza"},
    {RULE_WHOLE, INTENT_YES, "de acordo"},
    {RULE_WHOLE, INTENT_YES, "muito|esta|tudo|assim bem|bom|certo|perfeito|otimo|correto|bem"},
    {RULE_WHOLE, INTENT_YES, "eu? quero|levo|fico esse|este|isso|sim|com?"},
    {RULE_WHOLE, INTENT_YES, "esta bem|bom|certo|otimo"},

    {RULE_WHOLE, INTENT_NO, "nao|nunca|negativo|nada|nenhum|nenhuma|errado|incorreto"},
    {RULE_WHOLE, INTENT_NO, "nao nao|obrigado|obrigada|quero|por|ainda|e|esta|agora|precisa|pode favor|agora|isso|bem|certo|assim|obrigado|obrigada?"},
    {RULE_WHOLE, INTENT_NO, "ainda|agora nao"},
    {RULE_WHOLE, INTENT_NO, "de jeito nenhum"},
    {RULE_WHOLE, INTENT_NO, "nenhum|nenhuma deles|delas|desses|destes"},

    {RULE_WHOLE, INTENT_THANKS, "obrigado|obrigada|agradecido|agradecida|agradeco"},
    {RULE_WHOLE, INTENT_THANKS, "muito|perfeito|otimo|sim|bom|bem obrigado|obrigada"},
    {RULE_WHOLE, INTENT_THANKS, "obrigado|obrigada por|pela|pelo|de|mesmo|a tudo|ajuda|atendimento|voce|coracao?"},

    {RULE_WHOLE, INTENT_GOODBYE, "tchau|adeus|xau|bye|ciao"},
    {RULE_WHOLE, INTENT_GOODBYE, "ate logo|mais|amanha|breve|ja|a proxima?"},
    {RULE_WHOLE, INTENT_GOODBYE, "tenha um|uma bom|boa|otimo|otima dia|semana|noite|tarde|fim de? semana?"},
    {RULE_WHOLE, INTENT_GOODBYE, "bom|boa fim|semana|resto de? semana?"},
    {RULE_WHOLE, INTENT_GOODBYE, "obrigado|obrigada tchau|adeus|ate logo?"},

    {RULE_WHOLE, INTENT_GREETING, "oi|saudacoes|hey|hi|hello|bom|boa|salve"},
    {RULE_WHOLE, INTENT_GREETING, "oi|bom|boa dia|tarde|noite|dia|bom|boa dia|tarde|noite?"},
    {RULE_WHOLE, INTENT_GREETING, "oi oi|tudo|como|de|gente|alguem|pessoal bem|bom|vai|esta|novo|ai?"},
    {RULE_WHOLE, INTENT_GREETING, "tudo|como bem|bom|vai|esta"},
    {RULE_WHOLE, INTENT_GREETING, "tem|ha alguem ai?"},

    {RULE_FIRST, INTENT_YES, "sim|confirmo|correto|perfeito"},
    {RULE_FIRST, INTENT_NO, "nao"},
};

static const struct rule wishes[] = {
    {RULE_ANY, WISH_REMOVE, "tira|tirar|tire|remove|remover|remova|retira|retire|elimina|apaga|exclui|excluir|cancela|cancelar|cancele|anula"},
    {RULE_ANY, WISH_REMOVE, "nao quero|queremos|preciso mais?"},
    {RULE_ANY, WISH_REMOVE, "ja nao quero"},
    {RULE_ANY, WISH_REMOVE_HERE, "sem|nao|menos|exceto"},
    {RULE_ANY, WISH_SET, "que sejam|seja"},
    {RULE_ANY, WISH_SET, "muda|mudar|mude|troca|trocar|troque|altera|alterar|altere|deixa|deixe|corrige|aumenta|diminui|substitui|substituir|passa"},
    {RULE_ANY, WISH_SET, "quis|queria dizer"},
    {RULE_ANY, WISH_SET, "so|somente|apenas um|uma|#"},
    {RULE_ANY, WISH_SET, "melhor|alias|digo|desculpe que? sejam|seja?"},
    {RULE_TAIL, WISH_SET, "melhor"},
    {RULE_TAIL, WISH_SET, "em vez"},
    {RULE_ANY, WISH_MORE, "mais um|uma|#"},
    {RULE_ANY, WISH_MORE, "um|uma|# mais"},
    {RULE_ANY, WISH_MORE, "outro|outra"},
    {RULE_ANY, WISH_MORE, "outros|outras #"},
    {RULE_ANY, WISH_SHOW, "mostra|mostrar|mostre|ver|procurar|busca|procura"},
    {RULE_ANY, WISH_SHOW, "tem|tens|ha|vendem|vende|voces tem?"},
    {RULE_ANY, WISH_SHOW, "quanto|qual|que custa|custam|e|sao|fica|esta|sai|preco o|a|os|as? preco? do|da|de?"},
    {RULE_ANY, WISH_SHOW, "preco|precos|foto|fotos|informacao|detalhes de|do|da|dos|das"},
    {RULE_ANY, WISH_SHOW, "que|quais|como cores|tamanhos|tipos|sao|tem|outros|outras|e"},
    {RULE_ANY, WISH_SHOW, "procuro|procurando|busco|interessa|recomenda|recomendam|interessado em|no|na?"},
    {RULE_ANY, WISH_SHOW, "resta|restam|disponivel|disponiveis algum|alguma?"},
    {RULE_ANY, WISH_SHOW, "fala|diz|conta me? mais? de|do|da|sobre"},
    {RULE_TAIL, WISH_SHOW, "tem|ha|disponivel|disponiveis|preco"},
    {RULE_TAIL, WISH_SHOW, "quanto|que custa|custam|e|fica|preco"},
    {RULE_ANY, WISH_TOLD, "comprei|pedi|recebi|devolvi|paguei|compramos|pedimos|chegou|chegaram|encomendei"},
    {RULE_ANY, WISH_ADD, "quero|queria|queremos|queriamos|preciso|precisamos|desejo|levo|compro|peco|vou querer?"},
    {RULE_ANY, WISH_ADD, "gostaria|gostava|gostariamos de? comprar|pedir|ter|encomendar|levar?"},
    {RULE_ANY, WISH_ADD, "me da|de|ve|veja|traz|traga|manda|mande|envia|envie|coloca|poe|adiciona|arranja"},
    {RULE_ANY, WISH_ADD, "adiciona|adicionar|adicione|acrescenta|acrescente|coloca|colocar|coloque|poe|ponha|anota|anote|inclui|inclua|manda|mande|traz|traga|junta|mete|separa|reserva|ve|da me?"},
    {RULE_ANY, WISH_ADD, "pode|posso|podia|poderia|vou|vamos|quero|queria me? pedir|comprar|ter|querer|levar|adicionar|colocar|por|dar|encomendar|ver|tomar|trazer|mandar me?"},
    {RULE_ANY, WISH_ADD, "comprar|pedir|encomendar"},
    {RULE_TAIL, WISH_ADD, "ao|no|a meu? carrinho|cesto|pedido|sacola"},
};

static const char order_verbs[] = "comprar pedir encomendar ter levar adicionar colocar tomar provar querer";
static const char show_verbs[] = "ver saber conhecer olhar procurar perguntar consultar";
static const char choice_words[] = "numero opcao produto o a opcoes";
static const char pronouns[] = "o a os as este esta isto estes estas esse essa isso esses essas deles delas";
static const char becomes_words[] = "por para com em";
static const char the_words[] = "o a os as este esta esse essa outro outra nenhum primeiro primeira ultimo ultima cada mesmo mesma";
static const char ask_words[] = "que qual quais quando onde como quanto quantos quem posso pode podem ha tem fazem e sao aceitam voces voce";

const struct language language_pt = {
    .code = "pt",
    .spellings = spellings, .spelling_count = COUNT(spellings),
    .numbers = numbers, .number_count = COUNT(numbers),
    .ordinals = ordinals, .ordinal_count = COUNT(ordinals),
    .intents = intents, .intent_count = COUNT(intents),
    .wishes = wishes, .wish_count = COUNT(wishes),
    .option_words = option_words, .option_word_count = COUNT(option_words),
    .synonyms = synonyms, .synonym_count = COUNT(synonyms),
    .lists = {
        {WORD_MODIFIER, "sem extra"},
        {WORD_STOP, stop_words}, {WORD_COMMON, common_words}, {WORD_FILLER, fillers},
        {WORD_CONNECTOR, connectors}, {WORD_AND, ands}, {WORD_UNIT, units},
        {WORD_COUNTER, counters}, {WORD_STREET, streets}, {WORD_BEFORE_NUMBER, before_numbers},
        {WORD_PLURAL, plural_things}, {WORD_ORDER_VERB, order_verbs}, {WORD_SHOW_VERB, show_verbs},
        {WORD_TIMES, "x vezes"}, {WORD_ARTICLE, "um uma"}, {WORD_PAIR, "par pares"},
        {WORD_HALF, "meia meio"}, {WORD_DOZEN, "duzia duzias"},
        {WORD_TO, "de"}, {WORD_NOT, "nao"}, {WORD_CHOICE, choice_words}, {WORD_PRONOUN, pronouns},
        {WORD_BECOMES, becomes_words}, {WORD_ROAD, roads}, {WORD_THE, the_words},
        {WORD_ASK, ask_words},
    },
};
