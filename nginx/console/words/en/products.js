export default { 'nav': 'Products' };
