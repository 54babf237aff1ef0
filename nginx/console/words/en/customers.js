export default {
  'nav': 'Customers', 'title': 'Customers', 'find': 'Name or phone', 'name': 'Name', 'phone': 'Phone', 'orders': 'Orders', 'last': 'Last wrote', 'state': 'State',
  'hidden': 'hidden', 'stopped': 'said STOP', 'waits': 'waits for a person', 'bot': 'served by the bot',
  'none': 'No customers yet', 'none_hint': 'Whoever writes to the shop appears here.', 'not_found': 'Nobody found', 'not_found_hint': 'No customer matches “{what}”.',
};
