export default {
  'nav': 'المساعدة', 'title': 'المساعدة', 'guides': 'الأدلة', 'table': 'جدول', 'quick-start': 'بداية سريعة', 'set-up': 'إلى زبائن حقيقيين', 'keys': 'المفاتيح', 'deployment': 'مكان للمتجر',
  'customising': 'اجعله لك', 'troubleshooting': 'حين يتعطل شيء', 'security': 'الأمان والخصوصية',
};
