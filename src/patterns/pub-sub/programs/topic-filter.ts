/**
 * MQTT topic names and filters (MQTT 3.1.1 and 5, section 4.7). Levels are parted by `/`; `+` stands
 * for exactly one level, `#` for the level above it and any number of levels below.
 */

/** A topic to publish to holds no wildcard, and at least one character. */
export const isTopicName = (topic: string): boolean => topic.length > 0 && !topic.includes('+') && !topic.includes('#');

/** A wildcard fills its level alone, and `#` is the last one. */
export function isTopicFilter(filter: string): boolean {
  if (filter.length === 0) return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '+') return true;
    if (level === '#') return index === levels.length - 1;
    return !level.includes('+') && !level.includes('#');
  });
}

/** Whether a topic is meant by a filter. Neither wildcard reaches topics that begin with `$` (4.7.2). */
export function topicMatches(filter: string, topic: string): boolean {
  if (!isTopicFilter(filter) || !isTopicName(topic)) return false;
  if (topic.startsWith('$') !== filter.startsWith('$')) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, want] of wanted.entries()) {
    // `foo/#` means `foo` as well (4.7.1.2), so this comes before the topic may run out of levels.
    if (want === '#') return true;
    if (index >= levels.length || (want !== '+' && want !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
