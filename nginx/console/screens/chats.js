// chats.js -- the chats as they were before the shell; see plain/.
import { chats } from '../plain/chats.js';
import { plain } from '../plain/screen.js';

export default plain('chats', chats);
