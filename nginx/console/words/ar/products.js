export default { 'nav': 'المنتجات' };
