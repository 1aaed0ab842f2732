import { PresenceMemory } from '#chat';
import { presenceSuite } from './presence-suite.ts';

const ALONE = 'a process keeps its own memory, and nobody else has it';

presenceSuite({
  name: 'memory',
  async open() {
    const presence = new PresenceMemory();
    return { presence, close: () => presence.close() };
  },
  except: [
    { test: 'the members of a process that died are gone within one lease', because: ALONE },
    { test: 'close takes the members of its process out', because: ALONE },
  ],
});
