// screens.js -- which screens there are. One line adds one: screens/NAME.js has its component
// ({ id, query }) as default export, words/LANGUAGE/NAME.js its texts (`nav` is its title here),
// and screens/NAME.css its looks where `css` says so.
export const SCREENS = [
  // key: after g. bar: has a place in a phone's bar, others are under "More". badge: what waits
  // for a person there (the title adds them up); mark: what is good to know.
  { name: 'home', icon: 'home', key: 'h', bar: true, badge: (day) => day.attention.tasks },
  { name: 'orders', icon: 'orders', key: 'o', bar: true, css: true, badge: (day) => day.orders.pending },
  { name: 'chats', icon: 'chats', css: true, key: 'c', bar: true, badge: (day) => day.attention.chats },
  { name: 'products', icon: 'products', key: 'p', bar: true, css: true, mark: (day) => day.low_stock },
  { name: 'customers', icon: 'customers', key: 'u', css: true },
  { name: 'feedback', icon: 'star', key: 'f', css: true },
  { name: 'faq', icon: 'faq', key: 'q', css: true },
  { name: 'texts', icon: 'texts', key: 't', css: true },
  { name: 'reports', icon: 'reports', key: 'r', css: true },
  { name: 'settings', icon: 'settings', key: 's', css: true },
  { name: 'help', icon: 'help', key: 'i', css: true },
];
export const LANGUAGES = { en: 'English', ar: 'العربية' };
