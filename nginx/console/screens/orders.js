// orders.js -- the orders as they were before the shell; see plain/.
import { orders } from '../plain/orders.js';
import { plain } from '../plain/screen.js';

export default plain('orders', orders);
