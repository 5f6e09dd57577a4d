/** A card that no RA knows can be spoiled with several RAs too: the request has to name one. */
import t from 'tap';
import { spoilingRas } from '../../../daemon/recovery/spoilingRas.js';

const all = ['jcic', 'other'];
t.same(spoilingRas({ knowing: 'other', ofJob: 'jcic', all }), ['other'], 'who knows the card');
t.same(spoilingRas({ knowing: null, ofJob: 'jcic', all }), ['jcic'], 'else whom the job was for');
t.same(spoilingRas({ knowing: null, ofJob: null, all }), all, 'else each, for a person to choose; never none');
t.same(spoilingRas({ knowing: null, ofJob: null, all: ['jcic'] }), ['jcic']);
t.end();
