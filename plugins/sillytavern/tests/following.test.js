import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unreachable } from '../src/backend/transport.js';
import { follow } from '../src/flow/follow.js';

const at = status => ({ id: 'j-0', status });

test('a job is followed to its end, ever more rarely', async () => {
    const states = [at('queued'), at('running'), at('finished')];
    const heard = [];
    const pauses = [];
    await follow(async () => states.shift(), 'j-0', job => heard.push(job.status), { pause: async time => pauses.push(time) }).done;
    assert.deepEqual(heard, ['queued', 'running', 'finished']);
    assert.ok(pauses[0] < pauses[1] && pauses[1] < pauses[2]);
});

test('a server that is away for a while is waited for', async () => {
    let times = 0;
    const look = async () => {
        if (++times < 5) throw new Unreachable('away');
        return at('finished');
    };
    const heard = [];
    await follow(look, 'j-0', job => heard.push(job.status), { pause: async () => undefined }).done;
    assert.deepEqual(heard, ['finished']);
});

test('a server that does not come back is given up', async () => {
    const look = async () => { throw new Unreachable('away'); };
    await assert.rejects(follow(look, 'j-0', () => undefined, { pause: async () => undefined }).done, Unreachable);
});

test('who stops hears no more', async () => {
    const heard = [];
    const following = follow(async () => at('running'), 'j-0', job => { heard.push(job); following.stop(); }, { pause: async () => undefined });
    await following.done;
    assert.equal(heard.length, 1);
});

test('where there are events the server is not asked as long as they come', async () => {
    const heard = [];
    const events = async (id, tell) => ['queued', 'running', 'finished'].forEach(status => tell(at(status)));
    const look = async () => assert.fail('asked');
    await follow(look, 'j-0', job => heard.push(job.status), { pause: async () => undefined, events }).done;
    assert.deepEqual(heard, ['queued', 'running', 'finished']);
});

test('events that break off are gone on with by looking', async () => {
    const heard = [];
    const events = async (id, tell) => {
        tell(at('running'));
        throw new Unreachable('away');
    };
    await follow(async () => at('finished'), 'j-0', job => heard.push(job.status), { pause: async () => undefined, events }).done;
    assert.deepEqual(heard, ['running', 'finished']);
});

test('who stops leaves the events', async () => {
    const events = (id, tell, signal) => new Promise(resolve => { signal.addEventListener('abort', resolve); });
    const following = follow(async () => assert.fail('asked'), 'j-0', () => undefined, { pause: async () => undefined, events });
    following.stop();
    await following.done;
});
