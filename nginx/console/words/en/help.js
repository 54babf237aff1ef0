export default {
  'nav': 'Help', 'title': 'Help', 'guides': 'Guides', 'table': 'Table', 'quick-start': 'Quick start', 'set-up': 'To real customers', 'keys': 'Keys', 'deployment': 'A place for the shop',
  'customising': 'Making it yours', 'troubleshooting': 'When something is wrong', 'security': 'Safety and privacy',
};
