/// An array in pieces of 64. A copy that is changed in one place copies one piece of it and shares the others,
/// so that the next snapshot costs little beside a large one.
struct Pieces<Element: Sendable>: Sendable {
    private var pieces: [[Element]] = []
    private(set) var count = 0

    init() {}

    init(repeating element: Element, count: Int) {
        for _ in 0..<count { append(element) }
    }

    var indices: Range<Int> { 0..<count }

    subscript(place: Int) -> Element {
        get { pieces[place >> 6][place & 63] }
        _modify { yield &pieces[place >> 6][place & 63] }
    }

    mutating func append(_ element: Element) {
        if count & 63 == 0 { pieces.append([]) }
        pieces[count >> 6].append(element)
        count += 1
    }
}
