/**
 * MQTT topic names and filters (MQTT 3.1.1 and 5, section 4.7). Levels are parted by `/`; `+` stands
 * for exactly one level, `#` for the level above it and any number of levels below.
 */

/** A topic to publish to holds no wildcard, and at least one character. */
export const isTopicName = (topic: string): boolean => topic.length > 0 && !topic.includes('+') && !topic.includes('#');

/** A wildcard fills its level alone, and `#` is the last one. */
export function isTopicFilter(filter: string): boolean {
  if (filter.length === 0) return false;
  for (let i = 0; i < filter.length; i++) {
    const sign = filter[i];
    if (sign !== '+' && sign !== '#') continue;
    const alone = (i === 0 || filter[i - 1] === '/') && (i === filter.length - 1 || filter[i + 1] === '/');
    if (!alone || (sign === '#' && i < filter.length - 1)) return false;
  }
  return true;
}

/** Whether a topic is meant by a filter. Neither wildcard reaches topics that begin with `$` (4.7.2). */
export function topicMatches(filter: string, topic: string): boolean {
  if (!isTopicFilter(filter) || !isTopicName(topic)) return false;
  if (topic.startsWith('$') !== filter.startsWith('$')) return false;
  // Where the next level of each begins; past the end, there is none.
  let want = 0;
  let level = 0;
  while (want <= filter.length) {
    // `foo/#` means `foo` as well (4.7.1.2), so this comes before the topic may run out of levels.
    if (filter[want] === '#') return true;
    if (level > topic.length) return false;
    const wantEnd = endOfLevel(filter, want);
    const levelEnd = endOfLevel(topic, level);
    if (filter[want] !== '+' && !sameLevel(filter, want, wantEnd, topic, level, levelEnd)) return false;
    want = wantEnd + 1;
    level = levelEnd + 1;
  }
  return level > topic.length;
}

function endOfLevel(text: string, from: number): number {
  const end = text.indexOf('/', from);
  return end < 0 ? text.length : end;
}

const sameLevel = (a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): boolean =>
  aEnd - aFrom === bEnd - bFrom && a.startsWith(b.slice(bFrom, bEnd), aFrom);
