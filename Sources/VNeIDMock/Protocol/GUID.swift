/// Names as VNeID gives them to accounts and codes: 32 hexadecimal digits in five groups.
enum GUID {
    /// Of the first 16 bytes.
    static func text(of bytes: [UInt8]) -> String {
        let hexadecimal = bytes.prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexadecimal[$0].joined() }.joined(separator: "-")
    }
}
