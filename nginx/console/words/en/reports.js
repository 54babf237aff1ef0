export default {
  'nothing_here': 'Nothing in this time.', 'nav': 'Reports', 'title': 'Reports', 'range': 'Which days', 'range.today': 'Today', 'range.7d': '7 days', 'range.30d': '30 days', 'range.month': 'This month', 'range.own': 'Own range',
  'from': 'From', 'until': 'Until', 'compared': 'compared with {from} – {until}', 'same': 'as before', 'before_none': 'nothing before', 'more': '{percent} more than before', 'less': '{percent} less than before',
  'sales': 'Sales', 'orders': 'Orders', 'average': 'Average basket', 'refunded': 'Refunded', 'buying_customers': 'Customers who bought', 'repeat_share': 'of whom have bought again', 'per_customer': 'Sales per customer',
  'conversion': 'Chats that became orders', 'bot_share': 'Answered without a person', 'unanswered': 'Not understood', 'person_wait': 'Wait for a person', 'mark': 'Average mark (1–5)',
  'discount': 'Discounts', 'delivery': 'Delivery', 'tax': 'Tax', 'cancelled': 'Cancelled', 'pieces': 'Pieces', 'products': 'Products sold best', 'product': 'Product', 'of_best': '{name}, beside the one sold best',
  'sources': 'Where customers came from', 'source': 'Advertisement', 'customers': 'Customers', 'new_customers': 'New customers', 'people': 'Customers', 'chats': 'Wrote', 'buyers': 'Bought', 'repeat_orders': 'Orders of known customers', 'marks': 'Marks',
  'answers': 'Who answered', 'by_rule': 'Rules', 'by_faq': 'Questions and answers', 'by_ai': 'AI', 'by_person': 'A person', 'waits': 'How long customers wait', 'bot_wait': 'Wait for the bot', 'within_5m': 'Person within 5 min', 'within_60m': 'Person within an hour',
  'messages': 'Messages', 'messages_in': 'Received', 'messages_out': 'Sent', 'ai_calls': 'AI calls', 'ai_cost': 'Cost of AI', 'cost': 'Cost of messages', 'day': 'Day', 'total': 'In all', 'period_before': 'Period before', 'table': 'As a table', 'chart': '{what} by day, {from} to {until}; the table below has the figures', 'csv_of': 'Download as CSV: {what}',
  'none': 'Nothing to tell of these days yet', 'none_hint': 'Figures appear by themselves, a moment after the first customer writes. Or choose other days above.', 'nothing_sold': 'Nothing was sold on these days.',
  'no_sources': 'Nobody came by an advertisement. Who clicks one that opens WhatsApp is counted here by itself.',
};
