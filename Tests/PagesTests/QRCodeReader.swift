/// Reads a QR code as ISO/IEC 18004 says, independently of the library that wrote it: format, mask, order of the bits,
/// blocks, and that the error correction of each block holds. For versions 1 to 10 with error correction M, in bytes.
struct QRCodeReader {
    struct Unreadable: Error {
        let reason: String
    }

    private let side: Int
    private let modules: [Bool]
    private var version: Int { (side - 17) / 4 }

    /// Of table 9: codewords of error correction in each block, and the blocks' codewords of data.
    private static let blocks: [(correction: Int, data: [Int])] = [
        (10, [16]), (16, [28]), (26, [44]), (18, [32, 32]), (24, [43, 43]), (16, [27, 27, 27, 27]),
        (18, [31, 31, 31, 31]), (22, [38, 38, 39, 39]), (22, [36, 36, 36, 37, 37]), (26, [43, 43, 43, 43, 44]),
    ]
    /// Of table E.1: rows and columns of the alignment patterns' centres.
    private static let alignment: [[Int]] = [
        [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
    ]

    init(side: Int, modules: [Bool]) throws {
        self.side = side
        self.modules = modules
        guard modules.count == side * side, (1...10).contains(version), side == 17 + 4 * version else {
            throw Unreadable(reason: "no version has \(side) modules a side")
        }
    }

    func text() throws -> String {
        let block = Self.blocks[version - 1]
        let codewords = try codewords()
        var next = codewords.makeIterator()
        var blocks = [[UInt8]](repeating: [], count: block.data.count)
        for place in 0..<(block.data.max() ?? 0) {
            for (number, length) in block.data.enumerated() where place < length {
                if let codeword = next.next() { blocks[number].append(codeword) }
            }
        }
        let data = blocks.flatMap(\.self)
        for _ in 0..<block.correction {
            for number in blocks.indices { if let codeword = next.next() { blocks[number].append(codeword) } }
        }
        for codewords in blocks where !Self.isWhole(codewords, correction: block.correction) {
            throw Unreadable(reason: "a block's error correction doesn't hold")
        }
        return try Self.bytes(in: data, version: version)
    }

    /// The data of one segment in byte mode (§7.4.5).
    private static func bytes(in data: [UInt8], version: Int) throws -> String {
        var bits = data.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }[...]
        func number(_ length: Int) -> Int {
            defer { bits = bits.dropFirst(length) }
            return bits.prefix(length).reduce(0) { $0 * 2 + $1 }
        }
        guard number(4) == 0b0100 else { throw Unreadable(reason: "not in byte mode") }
        let count = number(version < 10 ? 8 : 16)
        return String(decoding: (0..<count).map { _ in UInt8(number(8)) }, as: UTF8.self)
    }

    // MARK: Modules

    private func isDark(_ row: Int, _ column: Int) -> Bool { modules[row * side + column] }

    /// The mask, of the format information beside the upper left finder (§7.9).
    private func mask() throws -> Int {
        let places =
            (0...5).map { (8, $0) } + [(8, 7), (8, 8), (7, 8)] + (0...5).reversed().map { ($0, 8) }
        let bits = places.reduce(0) { $0 << 1 | (isDark($1.0, $1.1) ? 1 : 0) } ^ 0b101_0100_0001_0010
        guard bits >> 13 == 0b00 else { throw Unreadable(reason: "the error correction isn't M") }
        return bits >> 10 & 7
    }

    /// Whether a module belongs to a pattern, the format or the version, and not to the data.
    private func isFunction(_ row: Int, _ column: Int) -> Bool {
        if row == 6 || column == 6 { return true }
        if row < 9, column < 9 || column >= side - 8 { return true }
        if row >= side - 8, column < 9 { return true }
        if version >= 7, row < 6 && column >= side - 11 || column < 6 && row >= side - 11 { return true }
        let centres = Self.alignment[version - 1]
        for centreRow in centres {
            for centreColumn in centres {
                let corner = [(6, 6), (6, side - 7), (side - 7, 6)].contains { $0 == (centreRow, centreColumn) }
                if !corner, abs(row - centreRow) <= 2, abs(column - centreColumn) <= 2 { return true }
            }
        }
        return false
    }

    /// In pairs of columns from the right, upwards and downwards in turn (§7.7.3).
    private func codewords() throws -> [UInt8] {
        let mask = try mask()
        var bits: [UInt8] = []
        var isUpwards = true
        for right in stride(from: side - 1, to: 0, by: -2) {
            let right = right <= 6 ? right - 1 : right
            for step in 0..<side {
                let row = isUpwards ? side - 1 - step : step
                for column in [right, right - 1] where !isFunction(row, column) {
                    bits.append(isDark(row, column) != Self.inverts(mask, row, column) ? 1 : 0)
                }
            }
            isUpwards.toggle()
        }
        return stride(from: 0, to: bits.count / 8 * 8, by: 8).map { bits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 } }
    }

    /// Of table 10.
    private static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        let product = row * column
        return switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: product % 2 + product % 3 == 0
        case 6: (product % 2 + product % 3) % 2 == 0
        default: ((row + column) % 2 + product % 3) % 2 == 0
        }
    }

    // MARK: Error correction

    /// Whether the block, read as a polynomial over GF(2⁸), has the roots that Reed–Solomon gives it (§7.5.2).
    private static func isWhole(_ codewords: [UInt8], correction: Int) -> Bool {
        var root: UInt8 = 1
        for _ in 0..<correction {
            guard codewords.reduce(0 as UInt8, { multiply($0, root) ^ $1 }) == 0 else { return false }
            root = multiply(root, 2)
        }
        return true
    }

    /// Modulo x⁸ + x⁴ + x³ + x² + 1.
    private static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (product, a) = (0 as UInt8, a)
        for bit in 0..<8 {
            if b >> UInt8(bit) & 1 == 1 { product ^= a }
            a = a & 0x80 == 0 ? a << 1 : a << 1 ^ 0x1D
        }
        return product
    }
}
