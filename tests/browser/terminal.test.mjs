// The terminal as a person drives it, key by key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './page.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.stop());

/** A page with a Deployment of two pods that run. */
async function withWeb() {
  const learner = await stage.open();
  await learner.run('kubectl create deployment web --image=nginx --replicas=2');
  await learner.run('kubectl rollout status deploy/web', { timeout: 30_000 });
  await learner.line.focus();
  const { keyboard } = learner.page;
  const value = () => learner.line.inputValue();
  return { learner, keyboard, value };
}

test('Tab completes verbs, flags, kinds, names of the live cluster and files', async () => {
  const { learner, keyboard, value } = await withWeb();
  const steps = [
    ['kubec', 'kubectl '], ['ge', 'kubectl get '], ['deploym', 'kubectl get deployments '],
    ['w', 'kubectl get deployments web '], ['--show-l', 'kubectl get deployments web --show-labels '],
  ];
  for (const [typed, completed] of steps) {
    await keyboard.type(typed);
    await keyboard.press('Tab');
    assert.equal(await value(), completed);
  }
  await keyboard.press('Enter');
  await learner.terminal.getByText(/web +2\/2 .*app=web/).waitFor();
  await keyboard.type('kubectl logs web');
  await keyboard.press('Tab');
  assert.match(await value(), /^kubectl logs web-\w+-$/, 'as far as it is certain');
  assert.equal(await learner.terminal.locator('.choices span').count(), 2, 'and the choices');
  await keyboard.press('Control+u');
  await keyboard.type('kubectl apply -f mysql.y');
  await keyboard.press('Tab');
  assert.equal(await value(), 'kubectl apply -f mysql.yaml ');
  await keyboard.press('Control+c');
  assert.equal(await value(), '');
  assert.deepEqual(learner.faults, []);
});

test('the arrows recall earlier lines and give back what was being typed', async () => {
  const { learner, keyboard, value } = await withWeb();
  await learner.run('kubectl get deploy');
  await keyboard.type('echo half');
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  assert.equal(await value(), 'kubectl get deploy');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  assert.equal(await value(), 'echo half');
});

test('Ctrl-R searches earlier lines, further back each time', async () => {
  const { learner, keyboard, value } = await withWeb();
  await learner.run('echo get first');
  await learner.run('kubectl get deploy web');
  await learner.run('date');
  const found = learner.page.getByLabel('Found line');
  await keyboard.type('draft');
  await keyboard.press('Control+r');
  await keyboard.type('get');
  assert.equal(await found.innerText(), 'kubectl get deploy web');
  await keyboard.press('Control+r');
  assert.equal(await found.innerText(), 'echo get first');
  await keyboard.press('Control+c');
  assert.equal(await value(), 'draft', 'Ctrl-C gives the line back');
  await keyboard.press('Control+r');
  await keyboard.type('deploy web');
  await keyboard.press('ArrowRight');
  assert.equal(await value(), 'kubectl get deploy web', 'an arrow takes it for editing');
  await keyboard.press('Control+u');
  await keyboard.press('Control+r');
  await keyboard.type('echo get');
  const before = await learner.terminal.getByText('get first', { exact: true }).count();
  await keyboard.press('Enter');
  await learner.terminal.getByText('get first', { exact: true }).nth(before).waitFor();
  assert.equal(await value(), '');
});

test('the line is edited with the keys of bash', async () => {
  const { learner, keyboard, value } = await withWeb();
  await keyboard.type('get pods web');
  await keyboard.press('Control+a');
  await keyboard.type('kubectl ');
  assert.equal(await value(), 'kubectl get pods web');
  await keyboard.press('Control+e');
  await keyboard.press('Control+w');
  assert.equal(await value(), 'kubectl get pods ');
  await keyboard.press('Control+y');
  assert.equal(await value(), 'kubectl get pods web');
  for (let step = 0; step < ' pods web'.length; step += 1) await keyboard.press('ArrowLeft');
  await keyboard.press('Control+k');
  assert.equal(await value(), 'kubectl get');
  await keyboard.press('Control+u');
  assert.equal(await value(), '');
  await keyboard.press('Control+l');
  assert.equal((await learner.terminal.innerText()).trim(), '', 'Ctrl-L empties the screen');
});

test('a watch prints what happens until Ctrl-C', async () => {
  const { learner, keyboard } = await withWeb();
  await learner.type('kubectl create deployment late --image=nginx; kubectl get pods -w');
  await learner.terminal.getByText(/^late-\S+ +1\/1 +Running/).first().waitFor();
  assert.ok(await learner.page.getByRole('button', { name: /^Interrupt/ }).isVisible());
  await learner.line.focus();
  await keyboard.press('Control+c');
  await learner.terminal.getByText('^C', { exact: true }).waitFor();
  assert.match(await learner.run('echo after'), /after/);
});

test('pipes, redirections and the editor work together', async () => {
  const { learner } = await withWeb();
  assert.match(await learner.run('kubectl get pods --no-headers | grep -c Running'), /^2$/m);
  assert.match(await learner.run("kubectl get pods --no-headers | awk '{print $3}' | sort | uniq -c"),
    /2 Running/);
  await learner.run('kubectl get deploy web -o yaml > web-copy.yaml');
  await learner.page.getByRole('tab', { name: 'web-copy.yaml', exact: true }).click();
  await learner.holds('kind: Deployment');
  await learner.write('a: 1\n');
  assert.match(await learner.run('cat web-copy.yaml'), /^a: 1$/m, 'the terminal sees what is typed there');
});

test('a pod of one\'s own opens a shell, and Ctrl-D leaves it', async () => {
  const { learner, keyboard } = await withWeb();
  await learner.run('kubectl expose deploy web --port=80');
  await learner.type('kubectl run tmp --image=busybox --rm -it --restart=Never -- sh');
  await learner.page.getByText('tmp:/#').waitFor();
  await learner.type('wget -qO- http://web');
  await learner.terminal.getByText(/Welcome to nginx/).waitFor();
  await learner.line.focus();
  await keyboard.press('Control+d');
  await learner.terminal.getByText('pod "tmp" deleted from default namespace').waitFor();
  assert.match(await learner.run('hostname'), /command not found/);
});
