export default {
  'nav': 'الطلبات', 'badge': 'للتأكيد',
  'status.pending': 'قيد الانتظار', 'status.confirmed': 'مؤكد', 'status.shipped': 'مشحون', 'status.delivered': 'مُسلَّم', 'status.cancelled': 'ملغى',
};
