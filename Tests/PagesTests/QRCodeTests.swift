import Testing

@testable import Pages

@Suite struct QRCodeTests {
    /// What versions 1 to 10 hold in bytes with error correction M (ISO/IEC 18004, table 7).
    private static let capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213]

    @Test(arguments: zip(1...10, capacities))
    func `a text is in the smallest version that holds it`(version: Int, capacity: Int) throws {
        #expect(try QRCode(String(repeating: "a", count: capacity)).side == 17 + 4 * version)
        #expect(try QRCode(String(repeating: "a", count: capacity + 1)).side == 21 + 4 * version)
    }

    @Test(
        arguments: [
            "a", "Huế", "A", "12345678", "HTTPS://HUE.GOV.VN", "a\0b",
            "otpauth://totp/Hue%20SSO:canbo01?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hue%20SSO"
                + "&algorithm=SHA1&digits=6&period=30",
        ] + capacities.map { String(repeating: "q", count: $0) })
    func `a reader reads what was written`(text: String) throws {
        let code = try QRCode(text)
        let read = try QRCodeReader(side: code.side, modules: code.modules).text()
        #expect(Array(read.utf8) == Array(text.utf8))
    }

    @Test(arguments: ["Huế", String(repeating: "x", count: 200)])
    func `the path paints the dark modules, in the middle of a quiet zone`(text: String) throws {
        let code = try QRCode(text)
        let all = code.side + 8
        #expect(code.viewBox == "0 0 \(all) \(all)")
        var painted = [Bool](repeating: false, count: all * all)
        for run in code.path.split(separator: "M") {
            let match = try #require(run.wholeMatch(of: /(\d+) (\d+)h(\d+)v1h-(\d+)z/))
            let (column, row) = (try #require(Int(match.1)), try #require(Int(match.2)))
            let length = try #require(Int(match.3))
            #expect(match.3 == match.4)
            for place in column..<column + length {
                #expect(!painted[row * all + place])
                painted[row * all + place] = true
            }
        }
        for row in 0..<all {
            for column in 0..<all {
                let isInside = (4..<all - 4).contains(row) && (4..<all - 4).contains(column)
                let isDark = isInside && code.modules[(row - 4) * code.side + column - 4]
                #expect(painted[row * all + column] == isDark)
            }
        }
    }

    @Test func `a text that no code holds is an error`() throws {
        #expect(try QRCode(String(repeating: "x", count: 2331)).side == 177)
        #expect(throws: QRCodeError.tooLong(bytes: 2332)) { try QRCode(String(repeating: "x", count: 2332)) }
        #expect(throws: QRCodeError.empty) { try QRCode("") }
    }

    @Test func `a reader notices a module that was changed`() throws {
        let code = try QRCode("otpauth://totp/Hue:canbo01?secret=GEZDGNBVGY3TQOJQ")
        var modules = code.modules
        modules[(code.side - 1) * code.side + code.side - 1].toggle()
        #expect(throws: QRCodeReader.Unreadable.self) { try QRCodeReader(side: code.side, modules: modules).text() }
    }
}
