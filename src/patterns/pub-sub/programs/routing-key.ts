/**
 * Topic exchanges of AMQP 0-9-1 (section 3.1.3.3): words are parted by dots; in a binding `*` stands for
 * exactly one word and `#` for any number of them, none included, wherever it stands.
 */
export const bindingMatches = (binding: string, key: string): boolean => follows(wordsOf(binding), 0, wordsOf(key), 0);

const wordsOf = (text: string): string[] => (text === '' ? [] : text.split('.'));

function follows(binding: readonly string[], b: number, key: readonly string[], k: number): boolean {
  if (b === binding.length) return k === key.length;
  // None here, or one and perhaps more.
  if (binding[b] === '#') return follows(binding, b + 1, key, k) || (k < key.length && follows(binding, b, key, k + 1));
  return k < key.length && (binding[b] === '*' || binding[b] === key[k]) && follows(binding, b + 1, key, k + 1);
}

/** An MQTT topic as a routing key: RabbitMQ puts dots for its slashes. */
export const routingKeyOf = (topic: string): string => topic.replaceAll('/', '.');
