/// Rows of bits in one piece of memory.
struct BitMatrix: Sendable {
    private let wordsPerRow: Int
    private var words: [UInt64]

    init(rows: Int, columns: Int) {
        wordsPerRow = (columns + 63) / 64
        words = Array(repeating: 0, count: rows * wordsPerRow)
    }

    subscript(row: Int, column: Int) -> Bool {
        words[row * wordsPerRow + column >> 6] >> UInt64(column & 63) & 1 == 1
    }

    mutating func set(_ row: Int, _ column: Int) {
        words[row * wordsPerRow + column >> 6] |= 1 << UInt64(column & 63)
    }

    func isEmpty(row: Int) -> Bool {
        words[row * wordsPerRow..<(row + 1) * wordsPerRow].allSatisfy { $0 == 0 }
    }

    func columns(ofRow row: Int) -> [Int] {
        (0..<wordsPerRow).flatMap { word in
            (0..<64).compactMap { bit in
                words[row * wordsPerRow + word] >> UInt64(bit) & 1 == 1 ? word * 64 + bit : nil
            }
        }
    }
}
