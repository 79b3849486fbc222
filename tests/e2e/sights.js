// What the eye meets, measured on the page: each function returns what is wrong, in words. An expression, for `evaluate`.
({
    /** Texts that differ too little from what is behind them. */
    faint(selector, enough) {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const read = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
            return [red, green, blue, alpha / 255];
        };
        const over = (above, below) => [0, 1, 2].map(n => above[n] * above[3] + below[n] * (1 - above[3])).concat(1);
        const linear = one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        const light = colour => [0.2126, 0.7152, 0.0722].reduce((sum, weight, n) => sum + weight * linear(colour[n] / 255), 0);
        const ground = element => {
            const colour = element ? read(getComputedStyle(element).backgroundColor) : read('#888');
            return colour[3] >= 0.99 || !element ? colour : over(colour, ground(element.parentElement));
        };
        const opacity = element => (element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1);
        const textOf = element => (element.matches('input, textarea, select') ? element.value
            : [...element.childNodes].filter(one => one.nodeType === Node.TEXT_NODE).map(one => one.textContent).join('').trim());
        const contrast = element => {
            const below = ground(element);
            const colour = read(getComputedStyle(element).color);
            const pair = [light(over([...colour.slice(0, 3), colour[3] * opacity(element)], below)), light(below)];
            return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        };
        return this.shown(`${selector}, :is(${selector}) *`)
            .filter(one => !one.matches('option, style, [disabled], [type=checkbox], [type=radio]') && textOf(one))
            .map(one => ({ one, found: contrast(one) }))
            .filter(({ found }) => found < enough)
            .map(({ one, found }) => `${found.toFixed(2)} ${this.named(one)}`);
    },

    /** What reaches over the page's edge, or over its own where that hides it. */
    cutOff(selector) {
        return this.shown(`${selector}, :is(${selector}) *`).filter(one => {
            const { left, right } = one.getBoundingClientRect();
            const hides = getComputedStyle(one).overflowX === 'hidden' && !one.matches('input, textarea, select, .rp_bar, .rp_frame');
            return right > innerWidth + 1 || left < -1 || (hides && one.scrollWidth > one.clientWidth + 1);
        }).map(one => this.named(one));
    },

    /** Controls that are smaller than a finger, a box counting with its label. */
    small(selector) {
        const touched = one => (one.matches('[type=checkbox], [type=radio]') && one.closest('label, .rp_tick, .rp_setting_head')) || one;
        return this.shown(selector)
            .map(one => ({ one, box: touched(one).getBoundingClientRect() }))
            .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
            .map(({ one, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${this.named(one)}`);
    },

    /** What lies under something else when it is scrolled to. */
    covered(selector) {
        return this.shown(selector).filter(one => {
            one.scrollIntoView({ block: 'nearest', behavior: 'instant' });
            const { left, top, width, height } = one.getBoundingClientRect();
            const seen = document.elementFromPoint(left + width / 2, top + height / 2);
            return !one.contains(seen) && !(seen && seen === one.closest('label'));
        }).map(one => this.named(one));
    },

    shown(selector) {
        return [...document.querySelectorAll(selector)].filter(one => !one.matches('option') && one.checkVisibility({ visibilityProperty: true }));
    },

    named(one) {
        return `${one.tagName} ${one.className}: ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}`;
    },
})
