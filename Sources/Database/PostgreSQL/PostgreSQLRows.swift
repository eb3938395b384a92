import CPostgres
import Glibc

/// Reads the rows of a result. Types that our schema doesn't have come from functions: a sum of integers is `numeric`,
/// what is asked of a condition `bool`.
enum PostgreSQLRows {
    private enum Kind { case integer, flag, text, nothing }

    static func read(_ result: OpaquePointer) throws(PostgreSQLFailure) -> [Row] {
        let (count, width) = (PQntuples(result), PQnfields(result))
        guard count > 0 else { return [] }
        let kinds = try kinds(result, width)
        var rows: [Row] = []
        rows.reserveCapacity(Int(count))
        for number in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width { values.append(try value(result, number, column, kinds[Int(column)])) }
            rows.append(Row(values))
        }
        return rows
    }

    private static func kinds(_ result: OpaquePointer, _ width: Int32) throws(PostgreSQLFailure) -> [Kind] {
        var kinds: [Kind] = []
        for column in 0..<width {
            switch PQftype(result, column) {
            // int8, int2, int4, oid, numeric, xid8
            case 20, 21, 23, 26, 1700, 5069: kinds.append(.integer)
            case 16: kinds.append(.flag)
            // text, varchar, bpchar, name, unknown
            case 25, 1043, 1042, 19, 705: kinds.append(.text)
            // void
            case 2278: kinds.append(.nothing)
            default: throw .unexpected(column: Int(column))
            }
        }
        return kinds
    }

    private static func value(
        _ result: OpaquePointer, _ row: Int32, _ column: Int32, _ kind: Kind
    ) throws(PostgreSQLFailure) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, kind != .nothing else { return .null }
        guard let start = PQgetvalue(result, row, column) else { throw .unexpected(column: Int(column)) }
        switch kind {
        case .text:
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case .flag: return .integer(start.pointee == CChar(UInt8(ascii: "t")) ? 1 : 0)
        case .integer:
            guard let number = Int64(String(cString: start)) else { throw .unexpected(column: Int(column)) }
            return .integer(number)
        case .nothing: return .null
        }
    }
}
