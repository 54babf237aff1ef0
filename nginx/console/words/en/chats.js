export default { 'nav': 'Chats', 'badge': 'waiting for a person' };
