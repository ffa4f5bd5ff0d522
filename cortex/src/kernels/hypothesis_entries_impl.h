// The entries of a HypothesisKernels table, made of the bodies of hypothesis_impl.h. A textual header like that one;
// include it after it, in the same namespace.

template <class Ops>
struct HypothesisEntries {
  static void step(void*, const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
                   Match* matches, Work& work) {
    step_body<Ops>(model, sensed, poses, count, matches, work);
  }

  static float replay(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                      const PoseView& pose, Match* matches, Work& work) {
    return replay_body<Ops, false>(model, sensed, count, pose, matches, work);
  }

  static float glance(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                      const PoseView& pose, Match* matches, Work& work) {
    return replay_body<Ops, true>(model, sensed, count, pose, matches, work);
  }

  static cortex::kernels::HypothesisKernels table(const char* name) { return {name, nullptr, &step, &replay, &glance}; }
};
