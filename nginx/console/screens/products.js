// products.js -- the products as they were before the shell; see plain/.
import { products } from '../plain/products.js';
import { plain } from '../plain/screen.js';

export default plain('products', products);
