export default {
  'nav': 'Home', 'title': 'Today', 'sold_today': 'Sold today', 'sold_all': 'Sold in all', 'to_confirm': 'To confirm', 'to_ship': 'To ship',
  'orders': { one: '{n} order', other: '{n} orders' }, 'waits_for_you': 'waiting for you', 'nothing_waits': 'nothing waits',
  'confirmed_orders': 'confirmed orders', 'waiting': 'Waiting for a person', 'nobody_waits': 'The bot is serving everybody.',
  'wrote': 'wrote {ago}', 'unanswered': 'Not understood lately', 'all_answered': 'Every message found its answer.',
  'outbox': 'Messages going out', 'all_sent': 'Everything is sent.',
  'queued': { one: '{n} message waits to be sent.', other: '{n} messages wait to be sent.' },
  'dead': { one: '{n} message could not be delivered; look into the chats.', other: '{n} messages could not be delivered; look into the chats.' },
  'all_orders': 'All orders', 'no_orders': 'No orders yet', 'no_orders_hint': 'The first one appears here by itself, a moment after a customer says yes.',
};
