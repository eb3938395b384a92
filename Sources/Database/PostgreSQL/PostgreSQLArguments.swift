import CPostgres

/// The parameters of a statement as libpq takes them: in binary, each with its length. What they point to lives as long
/// as the call.
struct PostgreSQLArguments {
    /// All values one after the other.
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>?] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                ranges.append(nil)
                continue
            case .integer(let number): withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text): bytes.append(contentsOf: text.utf8)
            }
            ranges.append(start..<bytes.count)
        }
        // So that an empty text points at something.
        bytes.append(0)
    }

    /// Sends a statement that was prepared under a name.
    /// - Returns: whether libpq took it.
    func send(_ name: String, on handle: OpaquePointer) -> Bool {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = ranges.map { range in range.flatMap { base?.advanced(by: $0.lowerBound) } }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: ranges.count)
            return PQsendQueryPrepared(handle, name, Int32(ranges.count), values, lengths, formats, 0) == 1
        }
    }
}
