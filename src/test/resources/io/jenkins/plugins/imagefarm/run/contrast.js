/* Which texts of the page's own have too little contrast with what is behind them, by WCAG 2's formula (1.4.3, AA). */
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  // Colours are given in many ways; what is painted is red, green and blue.
  function painted(...colours) {
    colours.forEach((colour) => {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    });
    return context.getImageData(0, 0, 1, 1).data;
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function behind(element) {
    const colours = [];
    for (let each = element; each; each = each.parentElement) {
      colours.unshift(getComputedStyle(each).backgroundColor);
    }
    return ["white", ...colours];
  }

  function contrast(element) {
    const back = behind(element);
    const [dark, light] = [
      luminance(painted(...back)),
      luminance(painted(...back, getComputedStyle(element).color)),
    ].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const own = [...document.querySelectorAll("#main-panel [class^=image-farm] *, #main-panel [class^=image-farm]")];
  const texts = own.filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
  );
  const faint = texts.filter((element) => contrast(element) < 4.5).map((element) => element.outerHTML);
  return texts.length === 0 ? ["there are no texts"] : faint;
})();
