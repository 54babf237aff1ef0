export default { 'nav': 'المحادثات', 'badge': 'بانتظار شخص' };
