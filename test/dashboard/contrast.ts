/**
 * A script for the page: each text that `selector` means whose contrast with what it stands on is below `least`, as `tag text: contrast`. As WCAG 2
 * has it: relative luminances, the nearest ground that is not transparent.
 */
export const contrastsBelow = (least: number, selector: string): string => `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return canvas.getImageData(0, 0, 1, 1).data
  }
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * R + 0.7152 * G + 0.0722 * B
  }
  const groundOf = (element) => {
    for (let e = element; e !== null; e = e.parentElement) {
      const ground = rgba(getComputedStyle(e).backgroundColor)
      if (ground[3] > 200) return ground
    }
    return [255, 255, 255]
  }
  const below = []
  for (const element of document.querySelectorAll(${JSON.stringify(selector)})) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('')
    if (text === '' || element.closest('.sr-only, [hidden]')) continue
    const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(groundOf(element))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < ${least}) below.push(element.tagName + ' ' + text.slice(0, 30) + ': ' + contrast.toFixed(2))
  }
  return below
})()`
