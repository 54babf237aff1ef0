export default {
  'nothing_here': 'لا شيء في هذه المدة.', 'nav': 'التقارير', 'title': 'التقارير', 'range': 'أي أيام', 'range.today': 'اليوم', 'range.7d': '7 أيام', 'range.30d': '30 يومًا', 'range.month': 'هذا الشهر', 'range.own': 'مدة أخرى',
  'from': 'من', 'until': 'إلى', 'compared': 'مقارنةً مع {from} – {until}', 'same': 'كما كان', 'before_none': 'لا شيء من قبل', 'more': 'أكثر من قبل بـ {percent}', 'less': 'أقل من قبل بـ {percent}',
  'sales': 'المبيعات', 'orders': 'الطلبات', 'average': 'متوسط السلة', 'refunded': 'المبالغ المردودة', 'buying_customers': 'زبائن اشتروا', 'repeat_share': 'منهم من اشترى مجددًا', 'per_customer': 'المبيعات لكل زبون',
  'conversion': 'محادثات صارت طلبات', 'bot_share': 'أُجيب عنها دون شخص', 'unanswered': 'لم تُفهم', 'person_wait': 'انتظار شخص', 'mark': 'متوسط التقييم (1–5)',
  'discount': 'الخصومات', 'delivery': 'التوصيل', 'tax': 'الضريبة', 'cancelled': 'ملغاة', 'pieces': 'القطع', 'products': 'الأكثر مبيعًا', 'product': 'المنتج', 'of_best': '{name} إلى جانب الأكثر مبيعًا',
  'sources': 'من أين جاء الزبائن', 'source': 'الإعلان', 'customers': 'الزبائن', 'new_customers': 'زبائن جدد', 'people': 'الزبائن', 'chats': 'كتبوا', 'buyers': 'اشتروا', 'repeat_orders': 'طلبات زبائن معروفين', 'marks': 'التقييمات',
  'answers': 'من أجاب', 'by_rule': 'القواعد', 'by_faq': 'الأسئلة والأجوبة', 'by_ai': 'الذكاء الاصطناعي', 'by_person': 'شخص', 'waits': 'كم ينتظر الزبائن', 'bot_wait': 'انتظار الروبوت', 'within_5m': 'شخص خلال 5 دقائق', 'within_60m': 'شخص خلال ساعة',
  'messages': 'الرسائل', 'messages_in': 'واردة', 'messages_out': 'صادرة', 'cost': 'تكلفة الرسائل', 'day': 'اليوم', 'total': 'المجموع', 'period_before': 'المدة السابقة', 'table': 'كجدول', 'chart': '{what} حسب اليوم، من {from} إلى {until}؛ الأرقام في الجدول أدناه', 'csv_of': 'تنزيل كملف CSV: {what}',
  'none': 'لا شيء يُروى عن هذه الأيام بعد', 'none_hint': 'تظهر الأرقام من تلقاء نفسها بعد لحظة من أول رسالة. أو اختر أيامًا أخرى أعلاه.', 'nothing_sold': 'لم يُبع شيء في هذه الأيام.',
  'no_sources': 'لم يأتِ أحد من إعلان. من ينقر إعلانًا يفتح واتساب يُعدّ هنا من تلقاء نفسه.',
};
