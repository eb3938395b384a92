/// Copies every row of one database to another of the same schema, SQLite's or PostgreSQL's, and looks whether all have
/// come: how many they are, and a digest of all.
///
/// What is copied is one state of the source, while others go on writing. What is written is one transaction, which is
/// committed only when what can be read there again is what was read here.
package struct DatabaseCopy: Sendable {
    /// A hash of bytes that nobody finds a second text for; SHA-256, which this room doesn't have.
    package typealias Hash = @Sendable ([UInt8]) -> [UInt8]

    private let source: Database
    private let hash: Hash

    package init(of source: Database, hash: @escaping Hash) {
        self.source = source
        self.hash = hash
    }

    /// A table that was copied.
    package struct Table: Hashable, Sendable {
        package let name: String
        package let content: RowDigest
    }

    package enum Failure: Error, Hashable, Sendable {
        /// There are rows where the copy was to go.
        case notEmpty(table: String)
        /// The two have different tables or columns.
        case differentSchema(table: String)
        /// What was written isn't what was read.
        case differentContent(table: String)
    }

    /// How many rows are in memory at once.
    private static let page = 500

    /// - Parameters:
    ///   - target: a database with all tables, in which `table` has no rows: what its schema began with is replaced.
    ///   - table: one that has rows wherever there is an installation.
    package func run(into target: Database, emptyIn table: String) async throws -> [Table] {
        try await source.read { [source, hash] reading in
            let reader = CopySide(source, reading.connection)
            try reader.stay()
            return try target.fill { connection in
                let writer = CopySide(target, connection)
                guard try writer.isEmpty(table) else { throw Failure.notEmpty(table: table) }
                let shapes = try Self.shapes(reader, writer)
                let guards = try writer.lowerGuards()
                for shape in shapes { try writer.run("DELETE FROM \(shape.table)") }
                for shape in shapes { try Self.copy(shape, reader, writer) }
                try writer.raise(guards)
                try writer.setCounters(try reader.counters())
                return try shapes.map { shape in try Self.compare(shape, reader, writer, hash) }
            }
        }
    }

    /// The tables of both, with their columns.
    private static func shapes(_ reader: CopySide, _ writer: CopySide) throws -> [CopySide.Shape] {
        let (here, there) = (try reader.shapes(), try writer.shapes())
        for (one, other) in zip(here, there) where one != other { throw Failure.differentSchema(table: one.table) }
        if here.count != there.count {
            let longer = here.count > there.count ? here : there
            throw Failure.differentSchema(table: longer[min(here.count, there.count)].table)
        }
        return here
    }

    private static func copy(_ shape: CopySide.Shape, _ reader: CopySide, _ writer: CopySide) throws {
        try reader.forEachPage(of: shape, page) { rows in
            let width = shape.columns.count
            let tuples = rows.indices.map { index in
                "(" + (1...width).map { "$\(index * width + $0)" }.joined(separator: ", ") + ")"
            }
            try writer.run(
                "INSERT INTO \(shape.table) (\(shape.list)) VALUES \(tuples.joined(separator: ", "))",
                rows.flatMap(\.self))
        }
    }

    private static func compare(
        _ shape: CopySide.Shape, _ reader: CopySide, _ writer: CopySide, _ hash: Hash
    ) throws -> Table {
        let (here, there) = (try digest(shape, reader, hash), try digest(shape, writer, hash))
        guard here == there else { throw Failure.differentContent(table: shape.table) }
        return Table(name: shape.table, content: there)
    }

    private static func digest(_ shape: CopySide.Shape, _ side: CopySide, _ hash: Hash) throws -> RowDigest {
        var digest = RowDigest()
        try side.forEachPage(of: shape, page) { rows in for row in rows { digest.add(row, hash) } }
        return digest
    }
}

/// How many rows there are, and what of: the sum of their hashes, which is the same in whatever order they come.
package struct RowDigest: Hashable, Sendable, CustomStringConvertible {
    package private(set) var rows = 0
    private var words: [UInt64] = [0, 0, 0, 0]

    mutating func add(_ row: [SQLValue], _ hash: DatabaseCopy.Hash) {
        var bytes: [UInt8] = []
        for value in row {
            switch value {
            case .null: bytes.append(0)
            case .integer(let number):
                bytes.append(1)
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                // No text has a NUL, so that none reads as two.
                bytes.append(2)
                bytes.append(contentsOf: text.utf8)
                bytes.append(0)
            }
        }
        rows += 1
        let hashed = hash(bytes)
        for index in words.indices {
            let word = hashed.dropFirst(index * 8).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            words[index] &+= word
        }
    }

    /// 64 hexadecimal digits.
    package var description: String {
        words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
