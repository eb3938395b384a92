import Identity
import Permissions

extension Bilingual {
    /// What is wrong with it as a sentence for people: each language has to have one, neither the same nor spoiled,
    /// with all of the facts in both.
    package func flaws(_ facts: [String]) -> [String] {
        var flaws: [String] = []
        for text in [vietnamese, english] {
            if !text.contains(where: \.isLetter) { flaws.append("no words: \(text)") }
            for spoiled in ["Optional", "nil", "  ", "\n", "()"] where text.contains(spoiled) {
                flaws.append("\(spoiled) is in: \(text)")
            }
            for fact in facts where !text.contains(fact) { flaws.append("\(fact) isn't in: \(text)") }
        }
        if vietnamese == english { flaws.append("one text for both languages: \(english)") }
        if vietnamese.allSatisfy(\.isASCII) { flaws.append("not Vietnamese: \(vietnamese)") }
        return flaws
    }
}
