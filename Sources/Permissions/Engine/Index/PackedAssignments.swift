/// The assignments of one person in `PersonIndex`: three words each.
struct PackedAssignments: Sequence {
    private let words: UnsafePointer<UInt64>
    let count: Int

    private static let size = 3

    @inline(__always)
    init(at words: UnsafePointer<UInt64>, count: Int) {
        self.words = words
        self.count = count
    }

    @inline(__always)
    func makeIterator() -> Iterator { Iterator(words: words, left: count) }

    struct Iterator: IteratorProtocol {
        fileprivate var words: UnsafePointer<UInt64>
        fileprivate var left: Int

        @inline(__always)
        mutating func next() -> AssignmentEntry? {
            guard left > 0 else { return nil }
            defer {
                words += PackedAssignments.size
                left &-= 1
            }
            return AssignmentEntry(words[0], words[1], words[2])
        }
    }

    /// How many words so many assignments take.
    @inline(__always)
    static func words(for count: Int) -> Int { count &* size }

    /// The words of one.
    static func words(of assignment: AssignmentEntry) -> [UInt64] {
        [
            UInt64(bitPattern: assignment.from), UInt64(bitPattern: assignment.until),
            UInt64(assignment.unit) | UInt64(assignment.position) << 32,
        ]
    }
}

extension AssignmentEntry {
    @inline(__always)
    fileprivate init(_ from: UInt64, _ until: UInt64, _ post: UInt64) {
        self.init(
            from: Int64(bitPattern: from),
            until: Int64(bitPattern: until),
            unit: UInt32(truncatingIfNeeded: post),
            position: UInt16(truncatingIfNeeded: post >> 32)
        )
    }
}
