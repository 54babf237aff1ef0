export default {
  'nav': 'Home', 'title': 'Today', 'sold_today': 'Sold today', 'sold_all': 'Sold in all', 'to_confirm': 'To confirm', 'to_ship': 'To ship',
  'orders': { one: '{n} order', other: '{n} orders' }, 'waits_for_you': 'waiting for you', 'nothing_waits': 'nothing waits',
  'confirmed_orders': 'confirmed orders', 'waiting': 'Waiting for a person', 'nobody_waits': 'The bot is serving everybody.',
  'wrote': 'wrote {ago}', 'unanswered': 'Not understood lately', 'all_answered': 'Every message found its answer.',
  'outbox': 'Messages going out', 'all_sent': 'Everything is sent.',
  'queued': { one: '{n} message waits to be sent.', other: '{n} messages wait to be sent.' },
  'dead': { one: '{n} message could not be delivered; look into the chats.', other: '{n} messages could not be delivered; look into the chats.' },
  'all_orders': 'All orders', 'no_orders': 'No orders yet', 'no_orders_hint': 'The first one appears here by itself, a moment after a customer says yes.',

  'tasks': 'To see to', 'no_tasks': 'Nothing to see to.', 'task_done': 'Done', 'task_was': 'Done: {what}', 'task.owner_review': 'Order {number} from {name} ({total}): please look at it. {reasons}', 'task.owner_send_failed': 'A message to {name} was not delivered: {why}', 'task.owner_stock_low': { one: '{n} article is running low: {items}', other: '{n} articles are running low: {items}' }, 'task.owner_proof': '{name} sent a payment proof for order {number}.', 'task.owner_excess': '{name} has paid {amount} more for order {number} than it comes to: give it back.', 'task.owner_feedback': '{name} gave order {number} {mark} of 5. {words}',
  'badge': 'to see to', 'task.owner_program': 'The program {program} ended by itself. Look whether all is well.',
};
