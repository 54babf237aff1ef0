export default {
  'nav': 'Feedback', 'title': 'Feedback', 'of_five': '{n} of 5', 'only': { one: 'Only {n} star', other: 'Only {n} stars' }, 'all': 'Show all',
  'gave': { one: '{n} customer gave {mark}', other: '{n} customers gave {mark}' }, 'answered': { one: '{n} answer, {asked} asked', other: '{n} answers, {asked} asked' },
  'none': 'No feedback yet', 'none_hint': 'A day after the delivery customers are asked for a mark and a few words. What they say stands here.',
  'none_such': 'Nobody gave that mark', 'none_such_hint': 'Choose another mark, or show all.', 'theirs': 'What they thought',
};
