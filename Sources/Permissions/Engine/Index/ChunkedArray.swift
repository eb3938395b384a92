/// An array in chunks of 64. A copy that is changed in one place copies one chunk of it and shares the others,
/// so that the next snapshot costs little beside a large one.
struct ChunkedArray<Element: Sendable>: Sendable {
    private var chunks: [[Element]] = []
    private(set) var count = 0

    init() {}

    init(repeating element: Element, count: Int) {
        for _ in 0..<count { append(element) }
    }

    var indices: Range<Int> { 0..<count }

    subscript(place: Int) -> Element {
        get { chunks[place >> 6][place & 63] }
        _modify { yield &chunks[place >> 6][place & 63] }
    }

    mutating func append(_ element: Element) {
        if count & 63 == 0 { chunks.append([]) }
        chunks[count >> 6].append(element)
        count += 1
    }
}
