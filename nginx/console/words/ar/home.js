export default {
  'nav': 'الرئيسية', 'title': 'اليوم', 'sold_today': 'مبيعات اليوم', 'sold_all': 'كل المبيعات', 'to_confirm': 'للتأكيد', 'to_ship': 'للشحن',
  'orders': { zero: 'لا طلبات', one: 'طلب واحد', two: 'طلبان', few: '{n} طلبات', many: '{n} طلبًا', other: '{n} طلب' },
  'waits_for_you': 'بانتظارك', 'nothing_waits': 'لا شيء ينتظر',
  'confirmed_orders': 'طلبات مؤكدة', 'waiting': 'بانتظار شخص', 'nobody_waits': 'الروبوت يخدم الجميع.',
  'wrote': 'كتب {ago}', 'unanswered': 'لم يُفهم مؤخرًا', 'all_answered': 'كل رسالة وجدت جوابها.',
  'outbox': 'الرسائل الصادرة', 'all_sent': 'أُرسل كل شيء.',
  'queued': { zero: 'لا رسائل تنتظر.', one: 'رسالة واحدة تنتظر الإرسال.', two: 'رسالتان تنتظران الإرسال.', few: '{n} رسائل تنتظر الإرسال.', other: '{n} رسالة تنتظر الإرسال.' },
  'dead': { zero: '', one: 'تعذّر تسليم رسالة واحدة؛ انظر في المحادثات.', two: 'تعذّر تسليم رسالتين؛ انظر في المحادثات.', few: 'تعذّر تسليم {n} رسائل؛ انظر في المحادثات.', other: 'تعذّر تسليم {n} رسالة؛ انظر في المحادثات.' },
  'all_orders': 'كل الطلبات', 'no_orders': 'لا طلبات بعد', 'no_orders_hint': 'يظهر أول طلب هنا من تلقاء نفسه، بعد لحظة من موافقة الزبون.',

  'tasks': 'للمعالجة', 'no_tasks': 'لا شيء للمعالجة.', 'task_done': 'تم', 'task_was': 'تم: {what}', 'task.owner_review': 'الطلب {number} من {name} ({total}): انظر إليه من فضلك. {reasons}', 'task.owner_send_failed': 'لم تصل رسالة إلى {name}: {why}', 'task.owner_stock_low': { zero: 'لا صنف على وشك النفاد. {items}', one: 'صنف واحد على وشك النفاد: {items}', two: 'صنفان على وشك النفاد: {items}', few: '{n} أصناف على وشك النفاد: {items}', many: '{n} صنفًا على وشك النفاد: {items}', other: '{n} صنف على وشك النفاد: {items}' }, 'task.owner_proof': 'أرسل {name} إثبات دفع للطلب {number}.', 'task.owner_excess': 'دفع {name} {amount} أكثر من قيمة الطلب {number}: أعدها.', 'task.owner_feedback': 'أعطى {name} الطلب {number} الدرجة {mark} من 5. {words}',
  'badge': 'للمعالجة', 'task.owner_program': 'توقف البرنامج {program} من تلقاء نفسه. تحقق من سلامة المتجر.',
};
