// api.js -- lib/api.js as the screens of this folder know it.
import { session as held } from '../lib/api.js';

export { api } from '../lib/api.js';
export const session = { get user() { return held.value.user; } };
