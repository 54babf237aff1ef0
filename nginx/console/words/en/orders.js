export default {
  'nav': 'Orders', 'badge': 'to confirm',
  'status.pending': 'Pending', 'status.confirmed': 'Confirmed', 'status.shipped': 'Shipped', 'status.delivered': 'Delivered', 'status.cancelled': 'Cancelled',
};
