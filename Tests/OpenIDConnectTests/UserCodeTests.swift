import OpenIDConnect
import TestSupport
import Testing

@Suite struct UserCodeTests {
    @Test func `a code is shown as two groups of four consonants`() {
        let random = SeededRandom(seed: 1)
        var letters: [Character: Int] = [:]
        for _ in 0..<500 {
            let text = UserCode(random: random).text
            #expect(text.count == 9 && Array(text)[4] == "-")
            for letter in text where letter != "-" { letters[letter, default: 0] += 1 }
        }
        #expect(Set(letters.keys) == Set("BCDFGHJKLMNPQRSTVWXZ"))
        // 4000 letters, 200 of each kind.
        #expect(letters.values.allSatisfy { (140...260).contains($0) })
    }

    @Test(
        arguments: [
            "WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", "wdjb mjht", " W D J B - M J H T ", "WDJB–MJHT", "WDJB.MJHT",
            "wdjb‑mjht",
        ])
    func `a code is read as people type it`(typed: String) throws {
        let code = try #require(UserCode(typed: typed))
        #expect(code.text == "WDJB-MJHT")
        #expect(code.hash == UserCode(typed: "WDJB-MJHT")?.hash)
    }

    @Test(
        arguments: [
            "", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH0", "WDJB-MJHĐ", "WDJB-MJH٣", "--------",
            String(repeating: "-", count: 200) + "WDJB-MJHT",
        ])
    func `what can't be a code is none`(typed: String) {
        #expect(UserCode(typed: typed) == nil)
    }
}
