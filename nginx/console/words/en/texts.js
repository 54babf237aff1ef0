export default {
  'nav': 'Reply texts', 'title': 'Reply texts', 'find': 'Words or name', 'language': 'Language', 'own': 'own words', 'own_only': 'Own words only',
  'kinds': 'Which texts', 'said': 'What the shop says', 'heard': 'What it listens for', 'heard_about': 'These are never sent. They are ways customers put things; the shop knows by them what is meant.', 'wordings': 'Wordings of customers', 'heard_hint': 'One a line. Capitals and accents do not matter.', 'heard_saved': 'The shop listens for these from now on.', 'none': 'No text found', 'none_hint': 'Try other words, or show all texts.', 'gone': 'There is no such text.', 'text': 'Text', 'shipped': 'As it was shipped', 'preview': 'As a customer reads it',
  'placeholders': 'These are filled in; each must stay. A click puts one in.', 'saved': 'Customers read it so from now on.', 'reset': 'Back to the shipped words', 'was_reset': 'The shipped words are back.',
  'drop': 'Undo my changes', 'owner_only': 'Only an owner can change this.', 'stale': 'Someone changed this text meanwhile; close it and look again.',
  'empty': 'It needs some words.', 'broken': 'A { has no } or holds something else than a name.', 'missing': 'This is missing: {what}', 'unknown': 'This is not known here: {what}',
  'forms': { one: 'A number needs {n} form here, between |.', other: 'A number needs {n} forms here, parted by |.' }, 'longest': { one: 'At most {n} character.', other: 'At most {n} characters.' },
  'sample.name': 'Ada', 'sample.number': 'ORD-20260101-ABCDEFGH', 'sample.status': 'confirmed', 'sample.address': '12 High Street, Oldtown', 'sample.link': 'https://shop.example/…', 'sample.line': '2 x Classic Hoodie (L, Black)', 'sample.category': 'Hoodies', 'sample.items': '2 x Classic Hoodie (L, Black)', 'sample.other': '({name})',
};
