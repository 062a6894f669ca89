import { render } from 'preact';
import { App } from './app.tsx';
import { follow } from './state.ts';

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no element "page" to draw into.');
render(<App />, place);
follow();
